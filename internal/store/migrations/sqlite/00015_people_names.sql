-- +goose Up
-- Whom a desk finds by a few letters: the beginnings of a person's name at each
-- of its words, folded, and their mail address. The vendor's desk finds
-- everybody. Rows of before are made when the store opens: folding is Go's.
CREATE TABLE people_name (
  desk_id INTEGER NOT NULL REFERENCES organization(id),
  name TEXT NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users(id),
  org_id INTEGER NOT NULL REFERENCES organization(id),
  PRIMARY KEY (desk_id, name, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_name_user ON people_name(user_id);
