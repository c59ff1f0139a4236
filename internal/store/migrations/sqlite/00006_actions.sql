-- +goose Up
CREATE TABLE topic (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id INTEGER NOT NULL REFERENCES organization(id),
  name TEXT NOT NULL,
  active INT NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX topic_org ON topic(org_id, name);

CREATE TABLE tag (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id INTEGER NOT NULL REFERENCES organization(id),
  name TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX tag_org ON tag(org_id, name);

CREATE TABLE ticket_tag (
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  tag_id INTEGER NOT NULL REFERENCES tag(id),
  PRIMARY KEY (ticket_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_tag_tag ON ticket_tag(tag_id, ticket_id);

-- ticket_id is the one that was split off, merged or from which it was linked.
CREATE TABLE ticket_link (
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  other_id INTEGER NOT NULL REFERENCES ticket(id),
  kind INT NOT NULL,
  PRIMARY KEY (ticket_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_link_other ON ticket_link(other_id, ticket_id);

-- shown_state and shown_shelf are what customers know of a ticket: the state
-- itself, or until hushed_until the one before it.
ALTER TABLE ticket ADD COLUMN topic_id INTEGER REFERENCES topic(id);
ALTER TABLE ticket ADD COLUMN merged_id INTEGER;
ALTER TABLE ticket ADD COLUMN hushed_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN shown_state INT NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN shown_shelf INT NOT NULL DEFAULT 0;
UPDATE ticket SET shown_state = state, shown_shelf = shelf;
DROP INDEX ticket_entity_shelf;
CREATE INDEX ticket_entity_shelf ON ticket(entity_id, shown_shelf, public_at, id);
CREATE INDEX ticket_hold ON ticket(hold_until) WHERE hold_until > 0;
CREATE INDEX ticket_merged ON ticket(merged_id) WHERE merged_id IS NOT NULL;

-- A public message is the customer's to read from public_from on; a withdrawn
-- one is nobody's.
ALTER TABLE message ADD COLUMN public_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN withdrawn INT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN edited_at INTEGER NOT NULL DEFAULT 0;

-- What an edited message said before.
CREATE TABLE message_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id INTEGER NOT NULL REFERENCES message(id),
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX message_version_message ON message_version(message_id, id);

-- What somebody is writing. With an event it was sent by that event, and was
-- holds the ticket before it, until it can't be undone any more.
CREATE TABLE draft (
  user_id INTEGER NOT NULL REFERENCES users(id),
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  hidden INT NOT NULL,
  body TEXT NOT NULL,
  uploads TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  event_id INTEGER NOT NULL DEFAULT 0,
  was TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (user_id, ticket_id, hidden)
) STRICT, WITHOUT ROWID;
