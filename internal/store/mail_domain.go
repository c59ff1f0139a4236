package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/org"
)

// DomainPolicy says what an address in a mail domain is worth. The numbers are
// stored.
type DomainPolicy int8

const (
	DomainOpen DomainPolicy = 1 // whoever has one may join
	DomainAsk  DomainPolicy = 2 // an administrator of the entity decides
)

// MailDomain is a domain whose people belong to an entity.
type MailDomain struct {
	Domain string
	Entity org.ID
	Policy DomainPolicy
}

const domainSelect = "SELECT d.domain, d.entity_id, d.policy FROM mail_domain d"

func scanDomain(r *sql.Rows, d *MailDomain) error { return r.Scan(&d.Domain, &d.Entity, &d.Policy) }

// SetMailDomain opens a domain for an entity or changes its policy;
// errs.Conflict when it is another entity's.
func (tx *Tx) SetMailDomain(d MailDomain) error {
	n, err := tx.exec(stmt(`INSERT INTO mail_domain (domain, entity_id, policy, since) VALUES (?,?,?,?)
		ON CONFLICT (domain) DO UPDATE SET policy = excluded.policy WHERE mail_domain.entity_id = excluded.entity_id`,
		d.Domain, int64(d.Entity), int64(d.Policy), micros(tx.Now)))
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "access.domain.taken").At("domain", "access.domain.taken")
	}
	return err
}

// MailDomain finds a domain, or errs.NotFound.
func (tx *Tx) MailDomain(domain string) (MailDomain, error) {
	return one(tx, stmt(domainSelect+" WHERE d.domain = ?", domain), scanDomain)
}

// MailDomains lists the domains of a desk's entities; desk 0 is of all.
func (tx *Tx) MailDomains(desk org.ID) ([]MailDomain, error) {
	s := stmt(domainSelect + " JOIN organization o ON o.id = d.entity_id")
	if desk != 0 {
		s.add(" WHERE o.parent_id = ?", int64(desk))
	}
	return collect(tx, s.add(" ORDER BY d.domain"), scanDomain)
}

// RemoveMailDomain closes a domain.
func (tx *Tx) RemoveMailDomain(domain string) error {
	return tx.mark(stmt("DELETE FROM mail_domain WHERE domain = ?", domain))
}
