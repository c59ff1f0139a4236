package letter

import "balie/internal/richtext"

// Line is one of the tickets that a mail about many of them lists. Link is its
// page.
type Line struct{ Ref, Subject, Link string }

// ManyMax is how many tickets one mail lists.
const ManyMax = 100

// many is the mail that says once what happened to several tickets, or what was
// said to all of them. Its kind is that of the mail each of them would have been.
func (in Input) many() letter {
	key, n := "mail.many."+string(in.Kind), len(in.Many)+in.ManyMore
	l := letter{
		Lang: in.L.Lang(), Link: in.Link, Brand: oneLine(in.Brand.Name), Support: in.L.T("mail.support"),
		Mail: oneLine(in.Brand.Address), Colours: coloursOf(in.Brand.Hue), How: in.L.T("mail.many.how"),
		Why: in.L.T("mail.many.why"), Title: in.L.N(key, n),
		Lead:  in.L.T("mail.many.lead", "who", in.who(in.Who), "time", in.L.Full(in.At)),
		State: in.L.N("mail.many.count", n), StateMore: in.L.T("mail.many.where"),
		Button: in.L.T("mail.many.button"),
	}
	if in.Staff {
		l.Why = in.L.T("mail.why_desk", "desk", l.Brand)
	}
	l.Subject, l.Sign = l.Title, signature(in.L, l.Brand)
	if in.Kind == NewReply || in.Kind == NewResponse { // other words are of one ticket alone
		l.Words = richtext.Clean(in.Words.String())
	}
	for _, t := range in.Many {
		l.Facts = append(l.Facts, fact{oneLine(t.Ref), oneLine(t.Subject), t.Link})
	}
	if in.ManyMore > 0 {
		l.Facts = append(l.Facts, fact{Name: in.L.N("mail.many.more", in.ManyMore)})
	}
	return l
}
