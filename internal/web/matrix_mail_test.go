package web_test

import (
	"fmt"
	"strconv"

	"balie/internal/desktest"
)

// oneInbound is who sees a mail in the log: administrators of the desk whose
// mailbox it came to.
var oneInbound = map[string]string{"to the partner": "na", "to the other partner": "la", "to the vendor": "a", "to nobody": "a"}

// mailMatrix is the part of the matrix about mail that came in.
var mailMatrix = map[string]row{
	"GET /admin/addresses":          {ok: administrators},
	"POST /admin/addresses":         {other: told(administrators)},
	"GET /admin/mail":               {ok: administrators},
	"GET /admin/mail/{id}":          {of: "inbound", ok: oneInbound},
	"POST /admin/mail/{id}":         {of: "inbound", ok: oneInbound},
	"GET /admin/mail/{id}/original": {of: "inbound", ok: oneInbound},
	"GET /desk/messages/{id}/original": {of: "original", ok: map[string]string{
		"eva's": "snva", "hidden": "snva", "gijs's": "lva", "dora's": "va",
	}},
}

func mailText(from, to, more, text string) string {
	return fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: By mail\r\n%s\r\n%s\r\n", from, to, more, text)
}

// inboundObjects are mails in the log, and messages that came by mail.
func inboundObjects(w *desktest.World, kind string) objects {
	w.T.Helper()
	o := objects{ids: map[string]string{}, absent: "99999"}
	if kind == "inbound" {
		for name, to := range map[string]string{
			"to the partner": w.Partner.Mail, "to the other partner": w.OtherPartner.Mail, "to the vendor": w.Vendor.Mail, "to nobody": "who@else.example",
		} {
			o.ids[name] = strconv.FormatInt(w.Receives(mailText("new@outside.example", to, "", name)).ID, 10)
		}
		return o
	}
	for name, who := range map[string]*desktest.Person{"eva's": w.Eva, "gijs's": w.Gijs, "dora's": w.Dora} {
		o.ids[name] = strconv.FormatInt(int64(w.Receives(mailText(who.Mail, w.Vendor.Mail, "Message-ID: <"+who.Mail+">\r\n", name)).Message), 10)
	}
	away := "Auto-Submitted: auto-replied\r\nIn-Reply-To: <" + w.Eva.Mail + ">\r\n"
	o.ids["hidden"] = strconv.FormatInt(int64(w.Receives(mailText(w.Eva.Mail, w.Vendor.Mail, away, "Away")).Message), 10)
	return o
}
