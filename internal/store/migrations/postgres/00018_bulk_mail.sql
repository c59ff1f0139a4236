-- +goose Up
-- The mails about many tickets that told of one.
CREATE INDEX bulk_mail_ticket ON bulk_mail(ticket_id, mail_id) WHERE mail_id > 0;
