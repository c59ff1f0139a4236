-- +goose Up
-- One document per message (id 2m+1) and one per ticket's head (2m, m its first
-- message): an id says which, and ids run with the time of writing. Words come
-- folded from Go, so that both engines find the same.
CREATE TABLE search_doc (
  id BIGINT PRIMARY KEY,
  ticket_id BIGINT NOT NULL,
  hidden INTEGER NOT NULL,
  words TSVECTOR NOT NULL
);
-- Without a pending list, which each search would have to read through.
CREATE INDEX search_doc_words ON search_doc USING gin (words) WITH (fastupdate = off);

-- Every word there is, so that a beginning stands for some whole words.
CREATE TABLE search_word (
  word TEXT COLLATE "C" PRIMARY KEY
);
