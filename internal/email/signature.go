package email

import "strings"

// mobileLines begin what telephones and free mail services put below a mail.
const mobileLines = `sent from my |sent from mail for |sent from outlook|sent from yahoo|sent from samsung|sent from proton|sent from gmail|sent via |sent with proton|sent with |get outlook for |download outlook|sent using |
verzonden vanaf mijn |verstuurd vanaf mijn |verzonden met |verstuurd met |verzonden vanaf |verstuurd vanaf |verzonden via |outlook voor ios|outlook voor android|download outlook voor |
von meinem |gesendet von meinem |gesendet von mail |gesendet mit |gesendet von outlook|gesendet von mein |gesendet aus |outlook für ios|outlook für android|holen sie sich outlook|diese nachricht wurde von meinem |gesendet über |
envoyé de mon |envoyé depuis |envoyé à partir de |envoyé avec |télécharger outlook|obtenez outlook|obtenir outlook|
enviado desde mi |enviado desde |enviado con |enviado do meu |obtener outlook|inviato da |inviato dal mio |scarica outlook|skickat från min |sendt fra min |iphoneから送信|从我的iphone发送|发自我的`

// closings are the greetings that end a letter.
const closings = `met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|hartelijke groet|hartelijke groeten|met hartelijke groet|groetjes|groeten|groet|mvg|m.v.g|hoogachtend|
best regards|kind regards|kindest regards|warm regards|regards|best wishes|many thanks|all the best|cheers|yours sincerely|sincerely|yours faithfully|with kind regards|thanks|thank you|best|
mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|mit freundlichem gruss|freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|beste grüße|beste grüsse|liebe grüße|schöne grüße|herzliche grüße|mfg|lg|vg|gruß|grüße|hochachtungsvoll|
cordialement|bien cordialement|bien à vous|salutations distinguées|sincères salutations|meilleures salutations|cdt|bonne journée|amicalement|respectueusement|
saludos|un saludo|saludos cordiales|un cordial saludo|atentamente|cordialmente|le saluda atentamente|muchas gracias|gracias|
cordiali saluti|distinti saluti|saluti|med vänliga hälsningar|med venlig hilsen|med vennlig hilsen|mvh|atenciosamente|obrigado`

// legalLines begin disclaimers.
const legalLines = `disclaimer|this e-mail and any|this email and any|this message and any|this e-mail (including|this email (including|this e-mail is confidential|this email is confidential|this message is confidential|the information contained in this|the information in this e|the content of this e|this communication is|confidentiality notice|please consider the environment|
dit bericht kan informatie|dit e-mailbericht|dit bericht is uitsluitend|de informatie in dit|de inhoud van dit|de informatie verzonden|aan dit bericht kunnen|deze e-mail en|deze e-mail is|denk aan het milieu|
diese e-mail enthält|diese e-mail kann|diese nachricht enthält|diese nachricht ist|der inhalt dieser|bitte denken sie an die umwelt|bitte prüfen sie|
ce message et|ce courriel|ce message est|ce message contient|cet e-mail|les informations contenues|pensez à l'environnement|
este mensaje|este correo|la información contenida|antes de imprimir|aviso legal|questo messaggio|esta mensagem`

// maxSignature is how many lines with words a signature may have.
const maxSignature = 30

// signatureStart is where in s the signature begins, s.to when there is none.
// It never begins at the first words of a mail.
func signatureStart(lines []line, s span) int {
	first := s.from
	for first < s.to && lines[first].text == "" {
		first++
	}
	if s.from == 0 {
		first++
	}
	from, words := s.to, 0
	closing := s.to
	for i := s.to - 1; i >= first && words <= maxSignature; i-- {
		l := lines[i]
		if l.text == "" {
			continue
		}
		if l.depth == 0 && (isForwardLine(l.text) || isSeparator(l.text) || isHeaderBlock(lines[i:s.to])) {
			break // the signature above it is not the end of the mail
		}
		switch {
		case isDelimiter(l.text), isRuler(l.text) && words <= 8:
			from = i
		case words <= 8 && begins(mobileLines, l.text, 100), words <= 12 && begins(legalLines, l.text, 4000):
			from = i
		case closing == s.to && begins(closings, l.text, 60) && isClosing(l.text):
			closing = i
		}
		words++
	}
	if closing < from {
		from = min(from, afterName(lines, closing, span{closing, from}))
	}
	return from
}

func isDelimiter(s string) bool { return s == "--" || s == "—" || s == "– –" || s == "-- –" }

// begins reports a line of at most limit bytes that starts with one of the
// phrases.
func begins(phrases, s string, limit int) bool {
	if len(s) > limit {
		return false
	}
	return beginsWith(phrases, strings.TrimLeft(lower(clip(s, 80)), "*_- "))
}

// isClosing reports a greeting alone on its line, or with a short name.
func isClosing(s string) bool {
	return !strings.ContainsAny(s, "?!:") && len(strings.Fields(s)) <= 6 && !strings.HasSuffix(strings.TrimRight(s, " "), ".")
}

// afterName is the end of the greeting and the writer's name, when what comes
// after them is clearly a signature; else s.to.
func afterName(lines []line, closing int, s span) int {
	from := closing + 1
	if exactClosing(lines[closing].text) {
		for from < s.to && lines[from].text == "" {
			from++
		}
		from = min(from+1, s.to)
	}
	evidence := false
	for i := from; i < s.to; i++ {
		t := lower(lines[i].text)
		if strings.HasPrefix(t, "ps") || strings.HasPrefix(t, "p.s") || strings.HasPrefix(t, "nb:") || strings.HasSuffix(t, "?") {
			return s.to
		}
		evidence = evidence || isContact(t)
	}
	if !evidence {
		return s.to
	}
	return from
}

// exactClosing reports that no name stands behind the greeting.
func exactClosing(s string) bool {
	s = strings.Trim(lower(s), " ,.*-")
	for p := range eachPhrase(closings) {
		if p == s {
			return true
		}
	}
	return false
}

// isContact reports what stands in signatures: telephone numbers, addresses.
func isContact(s string) bool {
	if strings.Contains(s, "@") || strings.Contains(s, "www.") || strings.Contains(s, "http") {
		return true
	}
	digits := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			digits++
		}
	}
	return digits >= 8 && len(s) < 80 || strings.HasPrefix(s, "tel") && digits >= 4
}
