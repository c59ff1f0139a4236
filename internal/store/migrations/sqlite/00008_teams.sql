-- +goose Up
-- Each desk keeps its own team of a ticket: team_id is the partner's.
ALTER TABLE ticket ADD COLUMN vendor_team_id INTEGER REFERENCES team(id);
UPDATE ticket SET vendor_team_id = team_id, team_id = NULL WHERE team_id IN (SELECT id FROM team WHERE org_id = 1);
CREATE INDEX ticket_team ON ticket(team_id) WHERE team_id IS NOT NULL;
CREATE INDEX ticket_vendor_team ON ticket(vendor_team_id) WHERE vendor_team_id IS NOT NULL;
