-- +goose Up
-- One document per message (id 2m+1) and one per ticket's head (2m, m its first
-- message): an id says which, and ids run with the time of writing. Words come
-- folded from Go, so that both engines find the same.
CREATE VIRTUAL TABLE search USING fts5(text, content='', contentless_delete=1, tokenize="ascii tokenchars '_'");

CREATE TABLE search_doc (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL,
  hidden INT NOT NULL
) STRICT;

-- Every word there is, so that a beginning stands for some whole words.
CREATE TABLE search_word (
  word TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
