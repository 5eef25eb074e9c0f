package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// process is the program at work in this process: its arguments are read as main reads them, and what it writes can be waited for.
type process struct {
	t        testing.TB
	in       *io.PipeWriter
	out, err *transcript
	cancel   context.CancelFunc
	ended    chan struct{}
	code     int
}

// transcript keeps what is written and signals each piece.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{} // closed and replaced when something is written
}

func newTranscript() *transcript { return &transcript{news: make(chan struct{})} }

// Write keeps a piece.
func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.news)
	s.news = make(chan struct{})
	return s.text.Write(p)
}

// read returns everything so far, and what signals that there is more.
func (s *transcript) read() (string, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String(), s.news
}

// String returns everything so far.
func (s *transcript) String() string { text, _ := s.read(); return text }

// rollcall runs the program with arguments until it ends by itself, by stop, or with the test.
func rollcall(t testing.TB, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	in, input := io.Pipe()
	p := &process{t: t, in: input, out: newTranscript(), err: newTranscript(), cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		p.code = run(ctx, args, console{in: in, out: p.out, err: p.err})
		_ = in.Close() // who still types is told
	}()
	t.Cleanup(func() { must(t, input.Close()); p.stop() })
	return p
}

// stop interrupts the program and returns its exit status.
func (p *process) stop() int {
	p.cancel()
	return p.wait()
}

// wait waits for the end of the program and returns its exit status.
func (p *process) wait() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("the program did not end; it wrote\n%s\n%s", p.out, p.err)
	}
	return p.code
}

// types sends a line to standard input.
func (p *process) types(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		p.t.Fatalf("%q: %v; the program wrote\n%s\n%s", line, err, p.out, p.err)
	}
}

// waitFor waits until a transcript holds a text and returns all of it.
func (p *process) waitFor(s *transcript, text string) string {
	p.t.Helper()
	late := time.After(patience)
	for {
		all, news := s.read()
		if strings.Contains(all, text) {
			return all
		}
		select {
		case <-news:
		case <-p.ended:
			if all := s.String(); strings.Contains(all, text) {
				return all
			}
			p.t.Fatalf("ended with status %d before %q; it wrote\n%s\n%s", p.code, text, p.out, p.err)
		case <-late:
			p.t.Fatalf("nothing says %q in\n%s\n%s", text, p.out, p.err)
		}
	}
}

// logged waits for a line of the log with this message and returns its fields.
func (p *process) logged(message string) map[string]any {
	p.t.Helper()
	all := p.waitFor(p.err, `"message":"`+message+`"`)
	for line := range strings.Lines(all) {
		if fields := parsed(line); fields["message"] == message {
			return fields
		}
	}
	p.t.Fatalf("no line of the log says %q", message)
	return nil
}

// ends runs the program to its end and returns status, output and errors.
func ends(t testing.TB, args ...string) (code int, out, errs string) {
	t.Helper()
	p := rollcall(t, args...)
	code = p.wait()
	return code, p.out.String(), p.err.String()
}

// serveFlags are the arguments of serve against the company, on free ports of this machine.
func (c *company) serveFlags(database string, more ...string) []string {
	return append([]string{
		"serve", "--slack-signing-secret", signingSecret, "--slack-bot-token", botToken, "--asana-access-token", serviceToken, "--admins", ada,
		"--slack-api-url", c.slack.URL + "/api/", "--asana-base-url", c.asana.URL + "/api/1.0", "--database-url", database,
		"--listen-addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--log-level", "debug", "--log-format", "json",
	}, more...)
}

// parsed returns the fields of a line of the log; none of a line that is not of the log.
func parsed(line string) map[string]any {
	var fields map[string]any
	if json.Unmarshal([]byte(line), &fields) != nil {
		return nil
	}
	return fields
}

// readAll returns the body of a response.
func readAll(t testing.TB, resp *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s", resp.Request.URL, resp.StatusCode, body)
	}
	return string(body)
}
