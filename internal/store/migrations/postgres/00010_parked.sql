-- +goose Up
-- A parked form comes back to the person who sent it alone.
ALTER TABLE parked ADD COLUMN user_id BIGINT NOT NULL DEFAULT 0;
