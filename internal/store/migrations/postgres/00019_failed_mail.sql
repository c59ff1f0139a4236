-- +goose Up
-- The mails that could not be read, which every page of an administrator counts.
CREATE INDEX inbound_failed ON inbound(org_id) WHERE state = 4;
