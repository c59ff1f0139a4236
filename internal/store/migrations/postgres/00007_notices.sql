-- +goose Up
-- What a person is told in the page: one row for each event that concerns them.
-- others is how many more tickets the same act was done to.
CREATE TABLE notice (
  user_id BIGINT NOT NULL REFERENCES users(id),
  event_id BIGINT NOT NULL REFERENCES event(id),
  ticket_id BIGINT NOT NULL REFERENCES ticket(id),
  others INTEGER NOT NULL DEFAULT 0,
  read INTEGER NOT NULL DEFAULT 0,
  at BIGINT NOT NULL,
  PRIMARY KEY (user_id, event_id)
);
CREATE INDEX notice_unread ON notice(user_id, event_id, ticket_id) WHERE read = 0;
CREATE INDEX notice_at ON notice(at);

-- A draft remembers its looks beside its text.
ALTER TABLE draft ADD COLUMN html TEXT NOT NULL DEFAULT '';
