package mailroom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// tokenTime is how long a token command may take.
const tokenTime = 30 * time.Second

// signIn uses the password, or a token that its command gives anew each time:
// tokens live for an hour.
func (m Mailbox) signIn(ctx context.Context, c *imapclient.Client) error {
	if m.Token == "" {
		return c.Login(m.User, m.Password).Wait()
	}
	token, err := m.token(ctx)
	if err != nil {
		return err
	}
	if c.Caps().Has(imap.AuthCap(sasl.OAuthBearer)) {
		return c.Authenticate(sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{
			Username: m.User, Token: token, Host: m.Host, Port: m.Port,
		}))
	}
	return c.Authenticate(xoauth2{m.User, token})
}

// token runs the command and gives its output. What it says on standard error
// goes into the error.
func (m Mailbox) token(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, tokenTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", m.Token)
	cmd.Env = append(os.Environ(), "IMAP_USER="+m.User, "IMAP_HOST="+m.Host)
	cmd.WaitDelay = time.Second
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		said := strings.Join(strings.Fields(problems.String()), " ")
		return "", fmt.Errorf("the token command failed: %w: %s", err, said[:min(len(said), 300)])
	}
	token := strings.TrimSpace(out.String())
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", errors.New("the token command gave no token")
	}
	return token, nil
}

// xoauth2 is the mechanism that came before OAUTHBEARER and that some servers
// still know alone.
type xoauth2 struct{ user, token string }

func (x xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next answers the reason of a refusal with nothing, upon which the refusal
// comes.
func (x xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }
