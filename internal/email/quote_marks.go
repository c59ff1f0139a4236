package email

import (
	"strings"
	"unicode"
)

// ruler is how a line of HTML's hr reads.
const ruler = "────"

func isRuler(s string) bool {
	return s == ruler || len(s) >= 10 && (strings.Trim(s, "_") == "" || strings.Trim(s, "-") == "")
}

// wroteWords are the verbs of "On … Eva wrote:".
const wroteWords = "wrote|writes|schreef|geschreven|schrieb|schreibt|geschrieben|a écrit|ecrit|écrit|escribió|escribio|ha scritto|escreveu|skrev|skreiv|kirjoitti|napisał|napisał(a)|napsal|napísal|írta|пишет|писал|написал|yazdı|έγραψε|写道|寫道|のメール|wrote the following|scrisse|a scris"

// openWords begin such a line.
const openWords = " on op am le el il em den dne w в a z den: på ons tor fre man tir lør søn "

// attribution is how many lines at the start of lines introduce a quotation
// ("On 3 May 2026, Eva wrote:"), or 0. Programs break it into up to four.
func attribution(lines []line) int {
	if len(lines) == 0 || lines[0].depth > 0 || lines[0].text == "" {
		return 0
	}
	if lines[0].attr {
		n := 1
		for n < len(lines) && n < 6 && lines[n].attr {
			n++
		}
		return n
	}
	joined := ""
	for n := 1; n <= min(4, len(lines)); n++ {
		l := lines[n-1]
		if l.text == "" || l.depth > 0 || len(joined)+len(l.text) > 400 {
			return 0
		}
		joined = strings.TrimSpace(joined + " " + l.text)
		if n == 1 && !opensAttribution(joined) {
			if isAttribution(joined) {
				return 1
			}
			return 0
		}
		if isAttribution(joined) {
			if beginsLater(lines[:n]) {
				return 0
			}
			return n
		}
	}
	return 0
}

// beginsLater reports that the introduction begins after the first of the
// lines: the writer's last sentence stands right above it, and may begin alike
// ("Op maandag graag.").
func beginsLater(lines []line) bool {
	for i := 1; i < len(lines); i++ {
		word, _, _ := strings.Cut(lower(lines[i].text), " ")
		if len(word) == 1 || !opens(word) {
			continue
		}
		joined := lines[i].text
		for _, l := range lines[i+1:] {
			joined += " " + l.text
		}
		if hasClock(joined) && isAttribution(joined) {
			return true
		}
	}
	return false
}

// opensAttribution reports that the sentence may go on in the next line.
func opensAttribution(s string) bool {
	word, _, _ := strings.Cut(lower(s), " ")
	return opens(word) || s[0] >= '0' && s[0] <= '9' || strings.Contains(s, "@")
}

func opens(word string) bool { return strings.Contains(openWords, " "+strings.Trim(word, ",.")+" ") }

func isAttribution(s string) bool {
	body, ok := strings.CutSuffix(s, ":")
	if !ok {
		if body, ok = strings.CutSuffix(s, "："); !ok {
			return false
		}
	}
	if !strings.ContainsAny(body, "0123456789@") {
		return false
	}
	body = lower(strings.TrimRight(body, " \u00a0"))
	for verb := range strings.SplitSeq(wroteWords, "|") {
		if i := strings.Index(body, verb); i >= 0 && isWord(body, i, len(verb)) {
			return true
		}
	}
	// "2026-05-03 10:00 GMT+02:00 Eva <eva@example.nl>:"
	return strings.HasSuffix(body, ">") && strings.Contains(body, "@") && hasClock(body)
}

// isWord reports that s[at:at+n] has no ASCII letter next to it.
func isWord(s string, at, n int) bool {
	letter := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= 'a' && s[i] <= 'z' }
	return !letter(at-1) && !letter(at+n)
}

// isStrong reports an attribution with an address or a time of day: enough to
// believe that what follows without quote marks is the quotation.
func isStrong(lines []line) bool {
	for _, l := range lines {
		if l.attr || strings.Contains(l.text, "@") || hasClock(l.text) {
			return true
		}
	}
	return false
}

func hasClock(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if (s[i] == ':' || s[i] == 'h') && isDigit(s[i-1]) && isDigit(s[i+1]) && isDigit(s[i+2]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// separators are lines of Outlook and its like between dashes, above history.
const separators = "|original message|original appointment|oorspronkelijk bericht|origineel bericht|ursprüngliche nachricht|originalnachricht|originalmeldung|message d'origine|message original|message d’origine|mensaje original|messaggio originale|mensagem original|originalmeddelande|oprindelig meddelelse|opprinnelig melding|oorspronkelijke bericht|reply message|antwort|исходное сообщение|wiadomość oryginalna|元のメッセージ|原始邮件|原始郵件|"

const forwards = "|forwarded message|begin forwarded message|doorgestuurd bericht|begin doorgestuurd bericht|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|message transféré|début du message transféré|début du message réexpédié|mensaje reenviado|inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|forwarded by|vidarebefordrat meddelande|videresendt meddelelse|mensagem encaminhada|転送されたメッセージ|"

func isSeparator(s string) bool {
	return len(s) > 6 && len(s) < 120 && strings.ContainsAny(s[:1], "-_=*") && named(separators, s) ||
		len(s) < 120 && strings.HasPrefix(s, "-----") && strings.HasSuffix(s, " wrote: -----") || // Lotus Notes
		len(s) > 12 && len(s) < 40 && strings.HasPrefix(s, "─") && named(separators, s)
}

func isForwardLine(s string) bool {
	return len(s) > 6 && len(s) < 120 && (strings.ContainsAny(s[:1], "-_=*>") || strings.HasSuffix(s, ":")) && named(forwards, s)
}

func named(list, s string) bool {
	s = lower(strings.Trim(s, "-_=*>: \u00a0─"))
	return s != "" && strings.Contains(list, "|"+s+"|")
}

// headLabels are what stands before the colons of a quoted header block.
var headLabels = map[byte]string{
	'f': "|from|van|von|de|da|från|fra|lähettäjä|od|от|发件人|寄件者|差出人|보낸 사람|kimden|feladó|expéditeur|afzender|absender|remitente|",
	'd': "|sent|date|verzonden|datum|gesendet|gesendet am|envoyé|envoyé le|enviado|enviado el|enviada|enviada em|fecha|inviato|data|skickat|sendt|dato|lähetetty|wysłano|odesláno|отправлено|дата|发送时间|日期|送信日時|日時|보낸 날짜|gönderme tarihi|küldve|",
	't': "|to|aan|an|à|a|para|per|till|til|vastaanottaja|do|komu|кому|收件人|宛先|받는 사람|kime|címzett|destinataire|naar|empfänger|destinatario|",
	'c': "|cc|copie à|kopie|kopia|cópia|копия|抄送|",
	's': "|subject|onderwerp|betreff|objet|asunto|oggetto|assunto|ämne|emne|aihe|temat|předmět|тема|主题|主旨|件名|제목|konu|tárgy|",
}

// headLabel is the kind of header the line looks like, or 0.
func headLabel(s string) byte {
	s = strings.TrimLeft(s, "*")
	i := strings.IndexAny(s[:min(len(s), 60)], ":：")
	if i < 1 {
		return 0
	}
	label := "|" + lower(strings.TrimFunc(s[:i], func(r rune) bool { return r == '*' || unicode.IsSpace(r) })) + "|"
	for _, kind := range []byte("fdtcs") {
		if strings.Contains(headLabels[kind], label) {
			return kind
		}
	}
	return 0
}

// isHeaderBlock reports "From: … Sent: … To: … Subject: …" at the start of
// lines: the first one and two more kinds within the next lines.
func isHeaderBlock(lines []line) bool {
	first := headLabel(lines[0].text)
	if first != 'f' && first != 'd' {
		return false
	}
	kinds := map[byte]bool{first: true}
	blanks := 0
	for _, l := range lines[1:min(len(lines), 9)] {
		if l.text == "" {
			if blanks++; blanks > 3 {
				break
			}
			continue
		}
		if k := headLabel(l.text); k != 0 {
			kinds[k] = true
		}
	}
	return kinds['f'] && len(kinds) >= 3 && (kinds['d'] || kinds['s'])
}
