-- +goose Up
-- A system that is used no more keeps its name, for the tickets about it.
ALTER TABLE system ADD COLUMN archived INT NOT NULL DEFAULT 0;
