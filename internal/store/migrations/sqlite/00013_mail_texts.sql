-- +goose Up
-- What an organization says in a kind of mail in its own words, by language.
-- texts (JSON) has them by part; {} is back to what we ship. A row counts for
-- mails that were told after since, and stays: a mail is written again, to be
-- sent once more or to be read, with the words of its time.
CREATE TABLE mail_text (
  org_id INTEGER NOT NULL REFERENCES organization(id),
  language TEXT NOT NULL,
  kind TEXT NOT NULL,
  since INTEGER NOT NULL,
  texts TEXT NOT NULL,
  PRIMARY KEY (org_id, language, kind, since)
) STRICT, WITHOUT ROWID;
