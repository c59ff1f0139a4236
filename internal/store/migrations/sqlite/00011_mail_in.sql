-- +goose Up
-- A mail as a door took it: its bytes lie in the blobs. source names it at its
-- door, so that one that is handed in twice is one row. It ends as exactly one
-- message on one ticket, or with a reason (a catalogue key and its arguments).
-- org_id is the desk whose mailbox it came to; facts (JSON) is what was found.
CREATE TABLE inbound (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  door TEXT NOT NULL,
  source TEXT NOT NULL,
  env_from TEXT NOT NULL,
  env_to TEXT NOT NULL,
  hash TEXT NOT NULL,
  size INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state INT NOT NULL,
  org_id INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  args TEXT NOT NULL DEFAULT '',
  ticket_id INTEGER REFERENCES ticket(id),
  message_id INTEGER REFERENCES message(id),
  sender TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  mail_id TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  facts TEXT NOT NULL DEFAULT '',
  tries INT NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  ended_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX inbound_source ON inbound(door, source);
CREATE INDEX inbound_state ON inbound(state, id);
CREATE INDEX inbound_org ON inbound(org_id, id);
CREATE INDEX inbound_hash ON inbound(hash);
CREATE INDEX inbound_mail ON inbound(mail_id) WHERE mail_id <> '';
CREATE INDEX inbound_message ON inbound(message_id) WHERE message_id IS NOT NULL;

-- The Message-IDs that belong to a ticket: of a mail that came in (with its
-- message), and of those it named as ancestors, known or not. Those of mails
-- that went out stand in mail_out.
CREATE TABLE mail_id (
  name TEXT NOT NULL,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  message_id INTEGER REFERENCES message(id),
  at INTEGER NOT NULL,
  PRIMARY KEY (name, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_id_ticket ON mail_id(ticket_id, at);
CREATE INDEX mail_out_message ON mail_out(message_id) WHERE message_id <> '';

-- rest is what folds away under a message that came by mail: quoted history
-- and the signature, cleaned.
ALTER TABLE message ADD COLUMN rest TEXT NOT NULL DEFAULT '';
