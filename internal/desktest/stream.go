package desktest

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"time"
)

// Stream is an open live connection.
type Stream struct {
	Page   *Page // status and headers; of a refusal the body too
	lines  *bufio.Reader
	cancel context.CancelFunc
}

// patience is how long a stream is waited for.
const patience = 15 * time.Second

// Stream opens a live connection, which ends with the test.
func (c *Client) Stream(path string) *Stream {
	w := c.World
	w.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w.T.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.address().String()+path, nil)
	w.must(err)
	answer, err := c.http.Do(r)
	w.must(err)
	w.T.Cleanup(func() { answer.Body.Close() })
	s := &Stream{lines: bufio.NewReader(answer.Body), cancel: cancel}
	s.Page = &Page{Client: c, Path: path, Status: answer.StatusCode, Header: answer.Header}
	return s
}

// Next waits for an update and gives its data; "" when the stream ended. The
// mark that a stream begins with is no update.
func (s *Stream) Next() string {
	kind := ""
	for {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			return ""
		}
		if event, ok := strings.CutPrefix(line, "event: "); ok {
			kind = strings.TrimSpace(event)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && kind != "hello" {
			return strings.TrimSpace(data)
		}
	}
}

// Leave ends the connection.
func (s *Stream) Leave() { s.cancel() }
