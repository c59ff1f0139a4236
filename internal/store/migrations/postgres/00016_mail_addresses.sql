-- +goose Up
-- The addresses of a desk besides its own, and what new tickets that come there
-- are about.
CREATE TABLE mail_address (
  address TEXT NOT NULL PRIMARY KEY,
  shown TEXT NOT NULL,
  org_id BIGINT NOT NULL REFERENCES organization(id),
  system_id BIGINT REFERENCES system(id),
  topic_id BIGINT REFERENCES topic(id)
);
CREATE INDEX mail_address_org ON mail_address(org_id, address);
