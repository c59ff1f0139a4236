-- +goose Up
-- A saved view is a view with a filter, a sort and hidden columns. team_id and
-- shared say who else has it as a tab.
CREATE TABLE saved_view (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id INTEGER NOT NULL REFERENCES organization(id),
  user_id INTEGER NOT NULL REFERENCES users(id),
  team_id INTEGER REFERENCES team(id),
  shared INT NOT NULL DEFAULT 0,
  view TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_view_org ON saved_view(org_id, view, id);

-- Where a person wants a saved view among their tabs, and whether starred.
CREATE TABLE saved_view_place (
  user_id INTEGER NOT NULL REFERENCES users(id),
  view_id INTEGER NOT NULL REFERENCES saved_view(id) ON DELETE CASCADE,
  star INT NOT NULL DEFAULT 0,
  place INT NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, view_id)
) STRICT, WITHOUT ROWID;

-- One act on many tickets. Its tickets are frozen as items when it begins.
CREATE TABLE bulk (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id),
  act TEXT NOT NULL,
  args TEXT NOT NULL,
  state INT NOT NULL,
  undoes_id INTEGER REFERENCES bulk(id),
  total INT NOT NULL,
  done INT NOT NULL DEFAULT 0,
  same INT NOT NULL DEFAULT 0,
  refused INT NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX bulk_undoes ON bulk(undoes_id) WHERE undoes_id IS NOT NULL;

CREATE TABLE bulk_item (
  bulk_id INTEGER NOT NULL REFERENCES bulk(id) ON DELETE CASCADE,
  ticket_id INTEGER NOT NULL,
  state INT NOT NULL DEFAULT 0,
  was INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (bulk_id, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_item_waits ON bulk_item(bulk_id, ticket_id) WHERE state = 0;
CREATE INDEX bulk_item_refused ON bulk_item(bulk_id, ticket_id) WHERE state = 3;

-- Who is to hear of which ticket of a bulk; mail_id is the one mail that says
-- it, 0 until that is written.
CREATE TABLE bulk_mail (
  bulk_id INTEGER NOT NULL REFERENCES bulk(id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  ticket_id INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  mail_id INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (bulk_id, user_id, kind, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_mail_mail ON bulk_mail(mail_id, ticket_id) WHERE mail_id > 0;
