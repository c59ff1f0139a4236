-- +goose Up
-- The addresses of a desk besides its own, and what new tickets that come there
-- are about.
CREATE TABLE mail_address (
  address TEXT NOT NULL PRIMARY KEY,
  shown TEXT NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organization(id),
  system_id INTEGER REFERENCES system(id),
  topic_id INTEGER REFERENCES topic(id)
) STRICT;
CREATE INDEX mail_address_org ON mail_address(org_id, address);
