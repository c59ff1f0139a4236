-- +goose Up
-- A team that was given up keeps its name, for what was recorded of it.
ALTER TABLE team ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
