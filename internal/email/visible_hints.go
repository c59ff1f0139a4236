package email

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// restIDs are the elements with which mail programs begin the history.
const restIDs = " divrplyfwdmsg appendonsend mail-editor-reference-message-container origbody zwchr replysplit "

const restClasses = " outlookmessageheader yahoo_quoted zmail_extra freshdesk_quote tutanota_quote mailspring_quote "

const attrClasses = " gmail_attr moz-cite-prefix protonmail_quote_header hinweis "

const signatureIDs = " signature ms-outlook-mobile-signature applemailsignature composer_signature mobile_signature bloop_sign "

const signatureClasses = " gmail_signature gmail_signature_prefix moz-signature protonmail_signature_block yahoo-signature "

// hints reads what mail programs tell by the classes and ids of their elements.
func hints(n *html.Node, st *lineState, rest *bool) {
	var class, id, style string
	cite := false
	for _, a := range n.Attr {
		v := lower(a.Val)
		switch a.Key {
		case "class":
			class = v
		case "id":
			id = strings.TrimPrefix(strings.TrimPrefix(v, "x_"), "x_")
		case "style":
			style = v
		case "type":
			cite = cite || v == "cite"
		case "cite":
			cite = true
		case "name":
			*rest = *rest || n.DataAtom == atom.Div && (v == "quote" || v == "messagereplysection")
		case "data-smartmail":
			st.sig = st.sig || v == "gmail_signature"
		case "data-marker":
			st.sig = st.sig || strings.HasPrefix(v, "__sig")
			*rest = *rest || v == "__divider__"
		}
	}
	if id != "" {
		*rest = *rest || strings.Contains(restIDs, " "+id+" ") || strings.HasPrefix(id, "yahoo_quoted")
		st.sig = st.sig || strings.Contains(signatureIDs, " "+id+" ")
	}
	for c := range strings.FieldsSeq(class) {
		c = strings.TrimPrefix(c, "x_")
		*rest = *rest || strings.Contains(restClasses, " "+c+" ")
		st.attr = st.attr || strings.Contains(attrClasses, " "+c+" ")
		st.sig = st.sig || strings.Contains(signatureClasses, " "+c+" ") || strings.HasPrefix(c, "ydp") && strings.HasSuffix(c, "signature")
		cite = cite || c == "gmail_quote" || c == "protonmail_quote" || c == "front-blockquote"
	}
	if n.DataAtom == atom.Blockquote {
		if cite {
			st.depth++
		} else {
			st.indented = true
		}
	}
	if st.depth > 0 {
		st.attr, st.sig = false, false
	}
	st.pre = st.pre || n.DataAtom == atom.Pre || strings.Contains(style, "white-space:pre") || strings.Contains(style, "white-space: pre")
}
