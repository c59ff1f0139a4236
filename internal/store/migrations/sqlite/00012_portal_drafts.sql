-- +goose Up
-- What a customer has typed on a ticket and not sent; ticket_id 0 is the form
-- for a new one.
CREATE TABLE portal_draft (
  user_id INTEGER NOT NULL REFERENCES users(id),
  ticket_id INTEGER NOT NULL,
  form TEXT NOT NULL,
  uploads TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (user_id, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX portal_draft_at ON portal_draft(at);
CREATE INDEX draft_at ON draft(at);
