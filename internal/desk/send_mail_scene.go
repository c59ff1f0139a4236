package desk

import (
	"cmp"
	"slices"
	"time"

	"balie/internal/email"
	"balie/internal/letter"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// scene is everything a mail is written from, as of its event.
type scene struct {
	d        *Desk
	names    *store.Directory
	mail     store.MailOut
	event    ticket.Event
	ticket   ticket.Ticket // as of the event, see asOf
	messages []ticket.PublicMessage
	files    []ticket.File // of the event's message, as of the event
	heard    []store.Heard // the mails that came in before, the oldest first
	sent     []store.Heard // ours to the same receiver before
	people   []store.Involved
	users    map[org.UserID]org.User

	to       org.User // without an id for a desk's own address
	staff    bool     // the receiver reads as an agent
	brand    org.Organization
	entitled bool              // the receiver may still hear of the ticket
	told     toldOf            // of a mail about many tickets
	into     ticket.Ticket     // of a mail about a merge: the ticket that goes on
	along    along             // set by attach
	own      map[string]string // what the brand says in its own words
}

func (d *Desk) scene(tx *store.Tx, names *store.Directory, m store.MailOut) (*scene, error) {
	s := &scene{d: d, names: names, mail: m}
	var err error
	if s.event, err = tx.Event(m.Event); err != nil {
		return nil, err
	}
	t, err := tx.Ticket(everything(), m.Ticket)
	if err != nil {
		return nil, err
	}
	events, err := tx.Events(t.ID)
	if err != nil {
		return nil, err
	}
	s.ticket = asOf(t, ticket.Standing(events), s.event.ID)
	if err := s.said(tx); err != nil {
		return nil, err
	}
	if s.people, err = tx.People(t.ID); err != nil {
		return nil, err
	}
	if s.heard, err = tx.Heard(t.ID, s.event.At, lookedBack); err != nil {
		return nil, err
	}
	if s.sent, err = tx.MailsBefore(m, lookedBack); err != nil {
		return nil, err
	}
	if err := s.receiver(tx); err != nil {
		return nil, err
	}
	language := d.Texts.In(s.language(), nil).Lang()
	if s.own, err = ownWords(tx, s.brand.ID, language, letter.Kind(s.kind()), s.staff, m.At); err != nil {
		return nil, err
	}
	if s.event.Kind == ticket.MergedInto {
		if s.into, err = tx.Ticket(everything(), ticket.TextID[ticket.ID](s.event.To)); err != nil {
			return nil, err
		}
		s.entitled = s.entitled && t.Merged == s.into.ID // parted again: nothing to tell
	}
	ids := []org.UserID{s.event.Actor}
	for _, m := range s.messages {
		ids = append(ids, m.Author)
	}
	if s.users, err = usersAmong(tx, t.ID, s.people, ids); err != nil {
		return nil, err
	}
	return s, nil
}

// receiver finds who reads the mail, as whom, and whether they still may.
func (s *scene) receiver(tx *store.Tx) error {
	if at := deskOf(s.mail.User); at != 0 {
		s.staff, s.brand = true, s.names.Orgs[at]
		s.to = org.User{Mail: s.brand.ToldAt()}
		s.entitled = s.brand.ToldAt() != "" && (at == org.VendorID || at == s.ticket.Partner)
		return s.many(tx, notify.Person{})
	}
	p, err := person(tx, s.mail.User)
	if err != nil {
		return err
	}
	known, err := tx.UsersOn(s.ticket.ID, []org.UserID{s.mail.User})
	if err != nil {
		return err
	}
	s.to = known[s.mail.User] // by the name that the outbox may show to the desk
	at := slices.IndexFunc(s.people, func(i store.Involved) bool { return i.User == p.User })
	involved := at >= 0
	if involved {
		s.to.Name = s.people[at].Name
	}
	_, works := p.Desk()
	s.staff = notify.Kind(s.kind()).ForStaff() || works && !involved
	s.entitled, s.brand = p.Active && involved, s.names.Orgs[s.ticket.Partner]
	if s.staff {
		m, _ := p.Desk()
		s.entitled, s.brand = p.Active && p.AtDesk(s.ticket), s.names.Orgs[m.Org]
	}
	return s.many(tx, p)
}

// said loads what was said on the ticket. Where it was merged since, that is in
// the thread that goes on; where another was parted from it since, the event's
// message may be in that one's. Of other threads the receiver reads no more.
func (s *scene) said(tx *store.Tx) (err error) {
	thread, own := s.ticket.ID, func(m ticket.PublicMessage) bool { return m.ID == s.event.Message }
	if s.ticket.Merged == 0 {
		s.messages, err = tx.PublicMessages(thread)
	} else {
		thread = s.ticket.Merged
		s.messages, err = tx.PublicMessagesOf(s.ticket.ID, thread)
	}
	if err != nil {
		return err
	}
	if s.event.Message != 0 && !slices.ContainsFunc(s.messages, own) {
		m, err := tx.Message(s.event.Message)
		if err != nil {
			return err
		}
		if thread = m.Ticket; thread != s.ticket.ID {
			if s.messages, err = tx.PublicMessages(thread); err != nil {
				return err
			}
			s.messages = slices.DeleteFunc(s.messages, func(m ticket.PublicMessage) bool { return !own(m) })
		}
	}
	return s.carried(tx, thread)
}

// carried loads what the mail says: bodies and files as they were at the event.
func (s *scene) carried(tx *store.Tx, thread ticket.ID) error {
	files, err := tx.Files(thread, false, 0)
	if err != nil {
		return err
	}
	s.files = slices.DeleteFunc(byMessage(files)[s.event.Message], func(f ticket.File) bool { return f.Since.After(s.event.At) })
	if !slices.ContainsFunc(s.messages, func(m ticket.PublicMessage) bool { return m.Edited }) {
		return nil
	}
	former, err := tx.FormerWords(thread)
	if err != nil {
		return err
	}
	for i := range s.messages {
		s.messages[i].Body = bodyAt(s.messages[i], former, s.event.At)
	}
	return nil
}

// bodyAt is what a message said at a time; former is in the order of changes.
func bodyAt(m ticket.PublicMessage, former []store.Former, at time.Time) string {
	body, known := m.Body, false
	for _, f := range former {
		if f.Message == m.ID && (!f.At.After(at) || !known) {
			body, known = f.Body, true
		}
	}
	if !known || !m.EditedAt.After(at) {
		return m.Body
	}
	return body
}

// outgoing is the whole mail; an address that can't be mailed is errs.Invalid.
func (s *scene) outgoing() (email.Outgoing, error) {
	in := s.letter()
	subject, text, html := letter.Write(in)
	answers, references := s.references()
	out := email.Outgoing{
		From: s.from(), ReplyTo: s.d.replyTo(s.mail, s.from()), Subject: subject, MessageID: s.mail.MessageID,
		InReplyTo: answers, References: references,
		Date: s.mail.At, Text: text, HTML: html, Parts: s.along.parts, Language: in.L.Lang(), ListUnsubscribe: in.Leave,
		OneClick: in.Leave != "" && s.d.Base.Scheme == "https",
		Headers:  []email.Header{{Name: "X-Auto-Response-Suppress", Value: "OOF, AutoReply"}},
	}
	if !aboutMany(s.mail.Kind) {
		out.ThreadTopic, out.ThreadIndex = email.Topic(in.Subject, s.d.Prefix), s.threadIndex()
	}
	switch {
	case in.Kind == letter.Confirmation:
		out.AutoSubmitted = "auto-replied"
	case in.Kind.Automatic() || deskOf(s.mail.User) != 0:
		out.AutoSubmitted = "auto-generated"
	}
	to, err := email.ParseAddress(s.to.Mail)
	if err != nil {
		out.To.Addr = s.to.Mail
		return out, err
	}
	out.To = email.Address{Name: plainName(in.Name), Addr: to.Addr}
	if in.Name == s.to.Mail {
		out.To.Name = ""
	}
	return out, nil
}

// from is the brand's own address, or where it has none the installation's.
func (s *scene) from() email.Address {
	return s.d.sender(s.brand)
}

// plainName is a name as a header can hold it.
func plainName(name string) string { s, _ := ticket.CutSubject(name); return s }

// letter is the mail's content as its receiver may know it.
func (s *scene) letter() letter.Input {
	t, ref := s.ticket, ticket.Ref(s.d.Prefix, s.ticket.ID)
	zone := s.brand.Zone
	if e, ok := s.names.Orgs[t.Entity]; ok && !s.staff {
		zone = e.Zone
	}
	in := letter.Input{
		Kind: letter.Kind(s.kind()), Many: s.lines(), ManyMore: s.told.More, L: s.d.Texts.In(s.language(), zoneNamed(zone)).With(s.own),
		Staff: s.staff, Name: s.to.Name,
		Brand: letter.Brand{Name: s.brand.Name, Hue: s.brand.Hue, Address: s.from().Addr},
		At:    s.event.At, Who: s.author(s.event.Actor, s.event.Desk), Event: s.event.Info().Name,
		Ref: ref, Subject: t.Subject, Entity: s.names.Orgs[t.Entity].Name, System: s.names.Systems[t.System].Name,
		Priority: t.Priority, State: t.State, HoldReason: t.HoldReason, Files: s.along.links, Pictures: s.along.pictures,
		Link: s.pageOf(ref),
	}
	in.Answer = s.d.replyTo(s.mail, s.from()) != (email.Address{})
	if in.Kind == letter.Confirmation {
		in.Expected = readExpected(s.mail.About)
	}
	if in.Kind == letter.Confirmation && s.event.To == ticket.Unverified {
		in.Name, in.Subject, in.System = "", "", ""
		return in
	}
	if s.event.Kind == ticket.TeamGiven {
		in.Team = s.names.Teams[ticket.TextID[org.TeamID](s.event.To)].Name
	}
	if s.into.ID != 0 {
		in.Into, in.State = ticket.Ref(s.d.Prefix, s.into.ID), s.into.PublicState(s.event.At)
		in.Link = s.d.Base.JoinPath("tickets", in.Into).String()
	}
	if aboutMany(s.mail.Kind) {
		// No Leave: a mail program may offer it as one click, and that would end
		// the following of every ticket listed, which only agents can give back.
		// The page of leaving is in the mails about each of them alone.
		in.Link = s.manyLink()
		s.words(&in)
		return in
	}
	for _, p := range s.people {
		if p.Active {
			in.People = append(in.People, s.involved(p))
		}
	}
	if !s.staff && s.to.ID != t.Requester {
		in.Leave = s.d.leaveLink(cmp.Or(s.into.ID, t.ID), s.to.ID)
	}
	s.words(&in)
	return in
}

// specialist is what customers of a partner call the vendor's people without a
// name.
func (s *scene) specialist() string {
	return s.d.Texts.In(s.language(), time.UTC).T("portal.specialist")
}

func (s *scene) language() string {
	if s.to.Language != "" {
		return s.to.Language
	}
	return s.brand.Language
}

// words fills in the event's message, if it is public, and the one before it;
// what a person asked is quoted in the confirmation of it.
func (s *scene) words(in *letter.Input) {
	if in.Kind == letter.Added {
		for _, m := range s.messages {
			if !m.At.After(s.event.At) {
				in.Thread = append(in.Thread, letter.Quote{Who: s.author(m.Author, m.Desk), At: m.At, Words: mailed(m, nil)})
			}
		}
		return
	}
	for _, m := range s.messages {
		if m.ID == s.event.Message && in.Kind != letter.Confirmation {
			in.Words = mailed(m, s.along.pictures)
			return
		}
		if m.At.After(s.event.At) || (s.event.Message != 0 && m.ID > s.event.Message) {
			return
		}
		in.Quote = letter.Quote{Who: s.author(m.Author, m.Desk), Own: m.Author == s.to.ID, At: m.At, Words: mailed(m, nil)}
	}
}

// author is who acted, as the receiver knows them. Customers of a partner know
// the vendor's people as the partner's.
func (s *scene) author(id org.UserID, of org.ID) letter.Author {
	u, ok := s.users[id]
	if !ok {
		return letter.Author{}
	}
	if !u.Active {
		u.Name = s.d.Texts.In(s.language(), time.UTC).T("common.former_user")
	}
	at := s.names.Orgs[of]
	switch {
	case s.staff && of != s.brand.ID:
		return letter.Author{Name: u.Name, Organization: at.Name}
	case s.staff, of == 0, at.Tier == org.Entity:
		return letter.Author{Name: u.Name}
	}
	if name, lent := s.names.Shown(u, of, s.ticket.Partner); lent {
		return letter.Author{Name: cmp.Or(name, s.specialist()), Organization: s.names.Orgs[s.ticket.Partner].Name}
	}
	return letter.Author{Name: u.Name, Organization: at.Name}
}

// involved is somebody who has a part in the ticket, as the receiver knows them.
func (s *scene) involved(p store.Involved) string {
	name, _, lent := s.names.ShownPart(p, s.ticket.Partner)
	switch {
	case s.staff || !lent:
		return p.Name
	case name == "":
		return s.specialist()
	}
	return name
}

func zoneNamed(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
