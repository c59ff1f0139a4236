-- +goose Up
ALTER TABLE users ADD COLUMN keys_off INT NOT NULL DEFAULT 0;

-- A mail that is not about an event says what it needs in about (JSON), and
-- names the link whose token is made when it is written. org_id is the desk in
-- whose name it goes.
ALTER TABLE mail_out ADD COLUMN link_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mail_out ADD COLUMN org_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mail_out ADD COLUMN about TEXT NOT NULL DEFAULT '';

-- Whoever has an address in the domain may join the entity: at once (1), or
-- when an administrator of the entity says so (2).
CREATE TABLE mail_domain (
  domain TEXT PRIMARY KEY,
  entity_id INTEGER NOT NULL REFERENCES organization(id),
  policy INT NOT NULL,
  since INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_domain_entity ON mail_domain(entity_id, domain);

-- by_id is who invited; nobody did when the person asked for access.
CREATE TABLE invitation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id INTEGER NOT NULL REFERENCES organization(id),
  mail TEXT NOT NULL,
  mail_key TEXT NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  rights INT NOT NULL,
  by_id INTEGER REFERENCES users(id),
  link_id INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitation_once ON invitation(org_id, mail_key);
CREATE INDEX invitation_expires ON invitation(expires_at);

-- A person who gave the right password and owes the second factor.
CREATE TABLE half_session (
  hash BLOB PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX half_session_expires ON half_session(expires_at);

-- secret is sealed with a key kept elsewhere. It counts once confirmed_at is
-- set; last_step is the newest time step a code was taken for.
CREATE TABLE totp (
  user_id INTEGER PRIMARY KEY REFERENCES users(id),
  secret BLOB NOT NULL,
  confirmed_at INTEGER NOT NULL DEFAULT 0,
  last_step INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE recovery_code (
  user_id INTEGER NOT NULL REFERENCES users(id),
  hash BLOB NOT NULL,
  PRIMARY KEY (user_id, hash)
) STRICT;
