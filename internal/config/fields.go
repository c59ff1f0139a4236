package config

import "strings"

// field describes one setting.
type field struct {
	name    string // of the flag and of the key in the file
	value   string // what its value is called in help
	def     string // default, as it would be written
	doc     string // for help and docs/configuration.md
	expects string // ends the sentence "… must be"
	secret  bool   // the value never appears in a message
	set     func(c *Config, value string) bool
}

// env is the name of the setting's environment variable.
func (f field) env() string {
	return "BALIE_" + strings.ToUpper(strings.ReplaceAll(f.name, "-", "_"))
}

const (
	fileFlag    = "config"
	defaultFile = "balie.conf"
	fileDoc     = "The file with settings. Without this setting, balie.conf in the working directory is read if it is there."
)

// fields lists the settings in the order of help.
func fields() []field {
	return []field{
		{
			name: "data", value: "folder", def: "./data", set: setData,
			expects: "a folder",
			doc:     "The folder for the database (SQLite), files and the secret key. It is made when absent. Back it up; keep secret.key apart from the backups.",
		},
		{
			name: "listen", value: "host:port", def: "127.0.0.1:8420", set: setListen,
			expects: "host:port with a port from 0 to 65535, such as 127.0.0.1:8420",
			doc:     "The address to answer HTTP on. An empty host means all addresses of the machine.",
		},
		{
			name: "base-url", value: "url", set: setBaseURL,
			expects: "an address of only http(s):// and a host, such as https://help.example.com",
			doc:     "The address people use, as it stands in mails and links. Default: http:// and the address of listen. Plain http needs insecure-http unless the host is this machine.",
		},
		{
			name: "insecure-http", value: "bool", def: "false", set: setInsecureHTTP,
			expects: "true or false",
			doc:     "Allow a base-url with plain http that is not this machine. Passwords and cookies then cross the network readable by others: for closed test networks only.",
		},
		{
			name: "database", value: "url", secret: true, set: setDatabase,
			expects: "a URL such as postgres://user:password@host:5432/balie",
			doc:     "The PostgreSQL to use, as a postgres:// URL. Empty means SQLite in the data folder. It may hold a password: use the environment or the file, since other users of the machine can read flags.",
		},
		{
			name: "database-wait", value: "time", def: "30s", set: setDatabaseWait,
			expects: "a time from 0s to 1h, such as 30s or 5m",
			doc:     "How long serve waits at its start for a PostgreSQL that does not answer yet, as after a reboot of both. Then it ends with exit code 1.",
		},
		{
			name: "smtp", value: "url", secret: true, set: setSMTP,
			expects: "smtp://user:password@host:587 or smtps://user:password@host:465, where smtp:// may end in ?starttls=required, optional or off, and a password to another machine is never sent unencrypted (starttls=required)",
			doc:     "The mail server that sends our mail. smtps:// is encrypted from the start (port 465); smtp:// (port 587) must offer STARTTLS unless ?starttls=optional or ?starttls=off. Empty means that mail is not sent but shown on the outbox page. It may hold a password: use the environment or the file.",
		},
		{
			name: "mail-from", value: "address", set: setMailFrom,
			expects: "one mail address, such as Helpdesk <help@example.com>",
			doc:     "The address our mail comes from, with or without a name. Default: balie@ and the host of base-url.",
		},
		{
			name: "reply-address", value: "addresses", set: setReplyAddress,
			expects: "mail addresses with commas between, each without a name and without +, with at most 20 characters before the @, such as reply@example.com",
			doc:     "The address that answers to our mails go to; of several the one in the domain of a mail's sender, else the first. Each mail gets one of its own from it, such as reply+p1-2-k7…@example.com, so your mail server must hand mail to it, with anything after the +, to Balie. Empty: our mails do not ask for answers by mail.",
		},
		{
			name: "auth-server", value: "name", set: setAuthServer,
			expects: "a name without blanks, such as mx.example.com",
			doc:     "The name under which your own mail server writes Authentication-Results (SPF, DKIM, DMARC) into the mail it hands to Balie; it must remove those of others in that name. Empty: no sender counts as shown to be who they say.",
		},
		{
			name: "smtp-listen", value: "host:port", set: setSMTPListen,
			expects: "host:port with a port from 0 to 65535, such as 127.0.0.1:2525",
			doc:     "The address to take mail on by SMTP, for the recipients of mail-for alone. Empty: none is taken there.",
		},
		{
			name: "lmtp-listen", value: "address", set: setLMTPListen,
			expects: "host:port, or the whole path of a socket, such as /run/balie/lmtp",
			doc:     "The address or socket to take mail on by LMTP, as your mail server delivers it. Every user of the machine may connect to the socket: the rights of its folder say who gets there. Empty: none.",
		},
		{
			name: "mail-for", value: "addresses", set: setMailFor,
			expects: "mail addresses, or @ and a domain, with commas between, such as help@example.com, @support.example.com",
			doc:     "The recipients that mail is taken for by SMTP and LMTP, also with + and anything in front of the @. The addresses of mail-from and reply-address and those that desks are given in Balie always count.",
		},
		{
			name: "mail-certificate", value: "file", set: setMailCertificate,
			expects: "a file",
			doc:     "The PEM file of the certificate chain with which smtp-listen and lmtp-listen offer STARTTLS; mail-key is its key. It is read again when it was renewed. Empty: no STARTTLS.",
		},
		{
			name: "mail-key", value: "file", set: setMailKey,
			expects: "a file",
			doc:     "The PEM file with the private key of mail-certificate.",
		},
		{
			name: "imap", value: "urls", secret: true, set: setIMAP,
			expects: "URLs with blanks between, such as imaps://help%40example.com:password@imap.example.com/INBOX, with ?move=folder, ?since=2026-01-31 and ?for=address if wanted; imap:// must offer STARTTLS, unless it ends in ?starttls=off for this machine",
			doc:     "The mailboxes to fetch mail from. In user and password %40 stands for @. Mails that were taken stay, read and with the keyword $BalieTaken, or go to the folder of ?move=. ?since= leaves alone what arrived before that day; ?for= is the address the mailbox receives for, else its user. It may hold passwords: use the environment or the file.",
		},
		{
			name: "imap-token", value: "command", set: setIMAPToken,
			expects: "a command",
			doc:     "A command that prints an OAuth 2 access token for the mailboxes of imap that have no password. It runs in /bin/sh for each connection and finds IMAP_USER and IMAP_HOST in its environment.",
		},
		{
			name: "imap-poll", value: "time", def: "1m", set: setIMAPPoll,
			expects: "a time from 5s to 24h, such as 1m",
			doc:     "How often mailboxes are looked at even when their server has told of nothing new.",
		},
		{
			name: "upload-max", value: "size", def: "25MB", set: setUploadMax,
			expects: "a whole number with kB, MB or GB, from 1MB to 1GB, such as 25MB",
			doc:     "The largest file people may attach. 1 MB is 1,048,576 bytes. A whole request may be 1 MB larger.",
		},
		{
			name: "trusted-proxy", value: "networks", set: setTrustedProxies,
			expects: "addresses or networks with commas between, such as 10.0.0.0/8, 192.0.2.7",
			doc:     "The addresses or networks of your reverse proxies, with commas between. Only they are believed about the address of a visitor (X-Forwarded-For).",
		},
		{
			name: "log", value: "format", def: "text", set: setLog,
			expects: "text or json",
			doc:     "How log lines are written to standard error: text or json.",
		},
		{
			name: "log-level", value: "level", def: "info", set: setLogLevel,
			expects: "debug, info, warn or error",
			doc:     "The least important log lines to write: debug, info, warn or error.",
		},
		{
			name: "demo", value: "bool", def: "false", set: setDemo,
			expects: "true or false",
			doc:     "Fill an empty database with an example helpdesk and print how to sign in to it. Never for real data.",
		},
		{
			name: "allow-root", value: "bool", def: "false", set: setAllowRoot,
			expects: "true or false",
			doc:     "Serve even as root. Without it Balie refuses: it needs no such rights, and whoever finds a hole in it would have them. The demo may always.",
		},
	}
}
