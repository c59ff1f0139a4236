-- +goose Up
CREATE TABLE organization (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tier INT NOT NULL,
  parent_id INTEGER REFERENCES organization(id),
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  zone TEXT NOT NULL,
  hue INT NOT NULL DEFAULT 0,
  mail TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organization_parent ON organization(parent_id, id);

CREATE TABLE system (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entity_id INTEGER NOT NULL REFERENCES organization(id),
  name TEXT NOT NULL
) STRICT;
CREATE INDEX system_entity ON system(entity_id, id);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  mail TEXT NOT NULL,
  mail_key TEXT NOT NULL,
  password TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  theme TEXT NOT NULL DEFAULT '',
  active INT NOT NULL DEFAULT 1,
  mail_off INT NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_mail ON users(mail_key);

CREATE TABLE membership (
  user_id INTEGER NOT NULL REFERENCES users(id),
  org_id INTEGER NOT NULL REFERENCES organization(id),
  rights INT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (user_id, org_id)
) STRICT;
CREATE INDEX membership_org ON membership(org_id, user_id);

CREATE TABLE team (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id INTEGER NOT NULL REFERENCES organization(id),
  name TEXT NOT NULL
) STRICT;
CREATE INDEX team_org ON team(org_id, id);

CREATE TABLE team_member (
  team_id INTEGER NOT NULL REFERENCES team(id),
  user_id INTEGER NOT NULL REFERENCES users(id),
  PRIMARY KEY (team_id, user_id)
) STRICT;

-- The ticket row is narrow: no bodies. shelf and rank are derived by the
-- domain and stored for the indexes; due_at without a deadline lies far ahead.
CREATE TABLE ticket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner_id INTEGER NOT NULL REFERENCES organization(id),
  entity_id INTEGER REFERENCES organization(id),
  system_id INTEGER REFERENCES system(id),
  requester_id INTEGER NOT NULL REFERENCES users(id),
  holder_id INTEGER NOT NULL REFERENCES organization(id),
  answered_id INTEGER REFERENCES organization(id),
  partner_assignee_id INTEGER REFERENCES users(id),
  vendor_assignee_id INTEGER REFERENCES users(id),
  team_id INTEGER REFERENCES team(id),
  state INT NOT NULL,
  shelf INT NOT NULL,
  reason INT NOT NULL,
  rank INT NOT NULL,
  kind INT NOT NULL,
  priority INT NOT NULL,
  channel INT NOT NULL,
  flags INT NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  public_at INTEGER NOT NULL,
  line_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  closed_at INTEGER NOT NULL DEFAULT 0,
  hold_until INTEGER NOT NULL DEFAULT 0,
  last_event_id INTEGER NOT NULL DEFAULT 0,
  last_public_id INTEGER NOT NULL DEFAULT 0,
  hold_reason TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL,
  excerpt TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX ticket_partner_shelf_updated ON ticket(partner_id, shelf, updated_at, id, priority, partner_assignee_id, entity_id, kind, system_id);
CREATE INDEX ticket_shelf_updated ON ticket(shelf, updated_at, id, priority, vendor_assignee_id, entity_id, kind, system_id);
CREATE INDEX ticket_partner_updated ON ticket(partner_id, updated_at, id, priority, partner_assignee_id, entity_id, kind, system_id, state);
CREATE INDEX ticket_updated ON ticket(updated_at, id, priority, vendor_assignee_id, entity_id, kind, system_id, state);
CREATE INDEX ticket_partner_shelf ON ticket(partner_id, shelf, id);
CREATE INDEX ticket_shelf ON ticket(shelf, id);
CREATE INDEX ticket_partner_created ON ticket(partner_id, id);
CREATE INDEX ticket_partner_due ON ticket(partner_id, shelf, due_at, id) WHERE shelf < 6;
CREATE INDEX ticket_due ON ticket(shelf, due_at, id) WHERE shelf < 6;
CREATE INDEX ticket_partner_line ON ticket(partner_id, rank, line_at, id, shelf) WHERE shelf < 3;
CREATE INDEX ticket_line ON ticket(rank, line_at, id) WHERE shelf = 2;
CREATE INDEX ticket_partner_nobody ON ticket(partner_id, updated_at, id, shelf, partner_assignee_id) WHERE shelf = 1 AND partner_assignee_id IS NULL;
CREATE INDEX ticket_nobody ON ticket(updated_at, id, shelf, vendor_assignee_id) WHERE shelf = 2 AND vendor_assignee_id IS NULL;
CREATE INDEX ticket_partner_mine ON ticket(partner_assignee_id, updated_at, id, shelf, partner_id) WHERE shelf < 6;
CREATE INDEX ticket_mine ON ticket(vendor_assignee_id, updated_at, id, shelf) WHERE shelf < 6;
CREATE INDEX ticket_entity ON ticket(entity_id, public_at, id);
CREATE INDEX ticket_entity_shelf ON ticket(entity_id, shelf, public_at, id);

-- Whoever is involved, the requester too. public_at and shelf are the ticket's,
-- so that a customer's list walks one index.
CREATE TABLE person (
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  user_id INTEGER NOT NULL REFERENCES users(id),
  role INT NOT NULL,
  shelf INT NOT NULL,
  public_at INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_user ON person(user_id, public_at, ticket_id);
CREATE INDEX person_user_shelf ON person(user_id, shelf, public_at, ticket_id);

CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  thread_id INTEGER NOT NULL REFERENCES ticket(id),
  author_id INTEGER REFERENCES users(id),
  desk_id INTEGER,
  partner_id INTEGER NOT NULL,
  hidden INT NOT NULL,
  channel INT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX message_thread ON message(thread_id, id);

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  kind INT NOT NULL,
  actor_id INTEGER REFERENCES users(id),
  desk_id INTEGER,
  at INTEGER NOT NULL,
  channel INT NOT NULL,
  message_id INTEGER REFERENCES message(id),
  was TEXT NOT NULL DEFAULT '',
  became TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX event_ticket ON event(ticket_id, id);

-- name is what the sender called it; hash finds the bytes in the blob store.
CREATE TABLE file (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  message_id INTEGER NOT NULL REFERENCES message(id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX file_message ON file(message_id, id);
CREATE INDEX file_hash ON file(hash);

-- An upload is a file whose message is not sent yet.
CREATE TABLE upload (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  hash TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX upload_user ON upload(user_id, id);
CREATE INDEX upload_at ON upload(at);
CREATE INDEX upload_hash ON upload(hash);

CREATE TABLE blob (
  hash TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE blob_chunk (
  hash TEXT NOT NULL REFERENCES blob(hash),
  n INT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (hash, n)
) STRICT;

CREATE TABLE session (
  hash BLOB PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  agent TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX session_of_user ON session(user_id);
CREATE INDEX session_expires ON session(expires_at);

-- once keeps what an unsafe form answered, so that a repeat answers the same.
CREATE TABLE once (
  user_id INTEGER NOT NULL,
  token TEXT NOT NULL,
  result TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (user_id, token)
) STRICT;
CREATE INDEX once_at ON once(at);

-- parked keeps a form that was posted in an expired session, for an hour.
CREATE TABLE parked (
  hash BLOB PRIMARY KEY,
  path TEXT NOT NULL,
  form TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX parked_at ON parked(at);

CREATE TABLE seen (
  user_id INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, ticket_id)
) STRICT;

-- A secret link is a row; its token is made from it with a key kept elsewhere.
CREATE TABLE link (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  purpose TEXT NOT NULL,
  subject TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX link_expires ON link(expires_at);

-- One mail to one person about one event. Its text is made when it is sent.
CREATE TABLE mail_out (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id INTEGER REFERENCES event(id),
  ticket_id INTEGER REFERENCES ticket(id),
  user_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state INT NOT NULL,
  message_id TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  sent_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX mail_out_once ON mail_out(event_id, user_id);
CREATE INDEX mail_out_state ON mail_out(state, id);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- attempt counts tries per account and per network, to slow down guessing.
CREATE TABLE attempt (
  name TEXT PRIMARY KEY,
  tries INT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_until ON attempt(until);

CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  state INT NOT NULL,
  run_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL DEFAULT 0,
  attempt INT NOT NULL DEFAULT 0,
  unique_key TEXT,
  error TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX job_due ON job(run_at, id) WHERE state = 1;
CREATE INDEX job_lease ON job(lease_until) WHERE state = 2;
CREATE INDEX job_ended ON job(state, id) WHERE state > 2;
CREATE UNIQUE INDEX job_unique ON job(unique_key) WHERE unique_key IS NOT NULL AND state < 3;

CREATE TABLE job_slot (
  name TEXT PRIMARY KEY,
  slot INTEGER NOT NULL
) STRICT;
