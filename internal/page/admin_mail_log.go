package page

import (
	"net/url"
	"strconv"
	"time"
)

// MailInState says what became of a mail that came in.
type MailInState string

// mailInLooks are the filter's order, and each state's colour and word.
var mailInLooks = []struct {
	state MailInState
	tone  string
	key   string
}{
	{"waiting", "", "maillog.state.waiting"},
	{"done", "green", "maillog.state.done"},
	{"refused", "", "maillog.state.refused"},
	{"failed", "red", "maillog.state.failed"},
}

// MailLogRow is one mail that came in. Why is already in words, "" while it
// waits.
type MailLogRow struct {
	ID      int64
	From    string
	Subject string
	State   MailInState
	Why     string
	Ref     string // of the ticket, "" for none
	At      time.Time
}

// MailLog is the list of mail that came in. State "" shows all.
type MailLog struct {
	State MailInState
	Rows  []MailLogRow
	Pager PagerView
}

// LoggedMail is one mail that came in.
type LoggedMail struct {
	MailLogRow
	To        string
	Door      string
	Sender    string // whether it was shown to be theirs, in words
	MailID    string
	Size      string
	Tries     string // "" before the first that broke off
	Error     string
	Again     bool
	AgainOnce string
	Leave     bool // it failed, and may be let be
}

// MailLogURL is the address of the list.
func MailLogURL(state MailInState) string {
	if state == "" {
		return AdminURL("mail")
	}
	return AdminURL("mail") + "?state=" + url.QueryEscape(string(state))
}

// LoggedMailURL is the address of one mail.
func LoggedMailURL(id int64) string { return AdminURL("mail") + "/" + strconv.FormatInt(id, 10) }

// LoggedOriginalURL is where a mail is downloaded as it came in.
func LoggedOriginalURL(id int64) string { return LoggedMailURL(id) + "/original" }
