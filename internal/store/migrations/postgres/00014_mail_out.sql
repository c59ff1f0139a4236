-- +goose Up
-- lane: 0 for work in this house, 1 for talk with other machines; each has
-- workers of its own.
ALTER TABLE job ADD COLUMN lane SMALLINT NOT NULL DEFAULT 0;
UPDATE job SET lane = 1 WHERE kind = 'send_mail' AND state <> 3;
DROP INDEX job_due;
CREATE INDEX job_due ON job(lane, run_at, id) WHERE state = 1;

-- thread_index is Outlook's, of a mail that came in.
ALTER TABLE mail_id ADD COLUMN thread_index TEXT NOT NULL DEFAULT '';

-- since is when the file was added to its message: mails show a message with
-- the files that it had.
ALTER TABLE file ADD COLUMN since BIGINT NOT NULL DEFAULT 0;

-- An address that our last mail did not reach, and why: refused by the relay,
-- or come back later (bounced). sent_at is the first mail that went out after.
CREATE TABLE mail_trouble (
  mail_key TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  bounced SMALLINT NOT NULL,
  sent_at BIGINT NOT NULL DEFAULT 0
);

-- The mails that a person got about a ticket, which the next one names.
CREATE INDEX mail_out_ticket ON mail_out(ticket_id, user_id, id) WHERE ticket_id IS NOT NULL;
