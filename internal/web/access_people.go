package web

import (
	"net/http"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
)

// administered are the entities whose people the person looks after as a
// customer.
func (r *request) administered() []org.ID {
	var out []org.ID
	for _, m := range r.who.Actor.Entities() {
		if m.Rights.Has(org.Administrator) {
			out = append(out, m.Org)
		}
	}
	return out
}

func (s *Server) people(r *request) error {
	return s.showPeople(r, http.StatusOK, nil, nil)
}

// showPeople shows every entity the person administers; a refused form comes
// back in its own.
func (s *Server) showPeople(r *request, code int, f *form, problem error) error {
	var all []page.PeopleOf
	for _, id := range r.administered() {
		p, err := s.Desk.People(r.Context(), r.actor(), id)
		if err != nil {
			return err
		}
		all = append(all, r.peopleOf(p, f, problem))
	}
	if len(all) == 0 {
		return absent()
	}
	return r.show(code, page.PeoplePage(r.portal(), all))
}

func (r *request) peopleOf(p desk.People, f *form, problem error) page.PeopleOf {
	id := number(int64(p.Org.ID))
	v := page.PeopleOf{Org: id, Name: p.Org.Name, Gives: choices(p.Gives, 0)}
	for _, m := range p.Members {
		v.Members = append(v.Members, page.MemberView{
			ID: number(int64(m.User)), Person: page.PersonOf(int64(m.User), m.Name, "c"), Mail: m.Mail, Rights: m.Rights.Names(),
			Choices: choices(p.Gives, m.Rights), SignsIn: m.SignsIn, Self: m.Self,
		})
	}
	for _, i := range p.Invited {
		v.Invited = append(v.Invited, page.InvitedView{
			ID: number(i.ID), Name: i.Name, Mail: i.Mail, Rights: i.Rights.Names(), Asked: i.Asked, Expired: i.Expired, At: i.At,
		})
	}
	v.Invite = page.Invite{Once: desk.Token(), Org: id, Rights: v.Gives}
	if f != nil && f.Get("org") == id {
		v.Invite = typedInvite(f, p.Gives)
		v.Invite.Problems = page.Problems(r.L, problem)
	}
	return v
}

// choices are the rights that may be given, those of set ticked.
func choices(gives, set org.Rights) []page.RightChoice {
	var out []page.RightChoice
	for _, name := range gives.Names() {
		right, _ := org.RightsNamed(name)
		out = append(out, page.RightChoice{Value: name, On: set.Has(right)})
	}
	return out
}

func typedInvite(f *form, gives org.Rights) page.Invite {
	return page.Invite{
		Once: desk.Token(), Org: f.Get("org"), Name: f.Get("name"), Mail: f.Get("mail"), Rights: choices(gives, f.rights()),
	}
}

// rights are those ticked; what is no right counts as none.
func (f *form) rights() org.Rights {
	set, _ := org.RightsNamed(f.Values["rights"]...)
	return set
}

func (r *request) inviteInput(f *form) desk.InviteInput {
	return desk.InviteInput{
		Org: org.ID(f.number("org")), Name: f.Get("name"), Mail: f.Get("mail"), Rights: f.rights(), Once: f.once(), Browser: r.browser(),
	}
}

func (s *Server) changePeople(r *request) error {
	if len(r.administered()) == 0 {
		return absent()
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	ctx, a, of, user, said := r.Context(), r.actor(), org.ID(f.number("org")), f.user("user"), ""
	switch f.Get("do") {
	case "invite":
		said, err = "flash.invited", s.Desk.Invite(ctx, a, r.inviteInput(f))
	case "again":
		said, err = "flash.invited", s.Desk.InviteAgain(ctx, a, f.number("invitation"), r.browser())
	case "withdraw":
		said, err = "flash.uninvited", s.Desk.Uninvite(ctx, a, f.number("invitation"), r.browser())
	case "rights":
		said, err = "flash.rights_saved", s.Desk.SetRights(ctx, a, of, user, f.rights())
	case "remove":
		said, err = "flash.removed", s.Desk.RemoveMember(ctx, a, of, user)
	default:
		err = errs.New(errs.Invalid, "error.form_broken")
	}
	if err == nil {
		r.say(said)
		return r.redirect("/people")
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return s.showPeople(r, status(err), f, err)
}

func (s *Server) invitePage(r *request) error {
	q := r.URL.Query()
	f := &form{Values: q}
	return s.showInvite(r, http.StatusOK, f, nil)
}

func (s *Server) showInvite(r *request, code int, f *form, problem error) error {
	into, err := s.Desk.BringsInto(r.Context(), r.actor())
	if err != nil {
		return err
	}
	frame, err := r.workspace(r.L.T("people.invite"), viewInvite)
	if err != nil {
		return err
	}
	var gives org.Rights
	var orgs []page.OrgChoice
	for _, o := range into {
		may, _ := r.actor().Gives(o)
		gives |= may
		orgs = append(orgs, page.OrgChoice{Value: number(int64(o.ID)), Name: o.Name})
	}
	p := typedInvite(f, gives)
	p.Orgs, p.Problems = orgs, page.Problems(r.L, problem)
	if len(orgs) == 1 {
		p.Org = orgs[0].Value
	}
	return r.show(code, page.DeskInvitePage(frame, p))
}

func (s *Server) invite(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	err = s.Desk.Invite(r.Context(), r.actor(), r.inviteInput(f))
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.Invalid, "error.check_fields").At("org", "error.entity_missing")
	}
	if err == nil {
		r.say("flash.invited")
		return r.redirect(page.InviteURL)
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return s.showInvite(r, status(err), f, err)
}
