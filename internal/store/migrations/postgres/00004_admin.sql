-- +goose Up
-- notify is where a desk is told of new work, '' being its mail; simple says
-- that waiting and on hold show as open.
ALTER TABLE organization ADD COLUMN notify TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN simple INTEGER NOT NULL DEFAULT 0;

-- What an organization says in its own words, in a language; what is not here
-- is said in ours. Names: closing, and label.STATE for the name of a state.
CREATE TABLE org_text (
  org_id BIGINT NOT NULL REFERENCES organization(id),
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (org_id, name, language)
);

CREATE INDEX users_name ON users(name, id);
