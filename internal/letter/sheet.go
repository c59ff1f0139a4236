package letter

// sheet is what a preview shows around a mail.
type sheet struct{ SubjectIs, Line, TextIs, Text string }

// Sheet is the whole mail on one page, for whoever words it: its subject, its
// HTML and its text.
func Sheet(in Input) string {
	return drafted(in).onSheet(in.L.T("mail.sheet.subject"), in.L.T("mail.sheet.text"))
}

// AccessSheet is Sheet of a mail about access.
func AccessSheet(in AccessInput) string {
	return in.drafted().onSheet(in.L.T("mail.sheet.subject"), in.L.T("mail.sheet.text"))
}

func (l letter) onSheet(subject, text string) string {
	l.Sheet = &sheet{subject, l.line(), text, l.text()}
	return l.html()
}
