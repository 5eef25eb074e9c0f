package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// toxiproxyBuilt is Shopify's toxiproxy, built by the first test that needs it. It can't be handed from test to test in any other way.
var toxiproxyBuilt struct {
	once   sync.Once
	folder string
	err    error
}

// toxiproxyProgram returns the path of the program. Its module is apart from that of the service.
func toxiproxyProgram(t testing.TB) string {
	t.Helper()
	b := &toxiproxyBuilt
	b.once.Do(func() {
		if b.folder, b.err = os.MkdirTemp("", "rollcall-toxiproxy-"); b.err != nil { //nolint:usetesting // it outlives the test that happens to be first
			return
		}
		out, err := exec.Command("go", "build", "-C", "testdata/toxiproxy", "-o", b.folder, ".").CombinedOutput() //nolint:noctx // likewise
		if err != nil {
			b.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	must(t, b.err)
	return filepath.Join(b.folder, "toxiproxy")
}

// poisoned leads to a PostgreSQL server through a proxy, which can be made to spoil it.
type poisoned struct {
	t   testing.TB
	api string // of this proxy
}

// toxic is one way of spoiling what passes, in toxiproxy's words.
type toxic struct {
	Type       string         `json:"type"`
	Stream     string         `json:"stream"` // upstream: what the service says; downstream: what the server says
	Attributes map[string]int `json:"attributes"`
}

// newPoisoned starts toxiproxy before the server of a database URL and returns the URL that leads through it.
func newPoisoned(t testing.TB, database string) (w *poisoned, through string) {
	t.Helper()
	u, err := url.Parse(database)
	must(t, err)
	api := startToxiproxy(t)
	w = &poisoned{t: t, api: api + "/proxies/database"}
	var made struct {
		Listen string `json:"listen"`
	}
	answer := w.call(http.MethodPost, api+"/proxies", map[string]any{"name": "database", "listen": "127.0.0.1:0", "upstream": u.Host, "enabled": true})
	must(t, json.Unmarshal(answer, &made))
	u.Host = made.Listen
	return w, u.String()
}

// startToxiproxy runs the program, which ends with its standard input, until the end of the test and returns the address of its API.
func startToxiproxy(t testing.TB) (api string) {
	t.Helper()
	cmd := exec.Command(toxiproxyProgram(t)) //nolint:noctx // the test ends it
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	cmd.Stderr = os.Stderr
	must(t, cmd.Start())
	t.Cleanup(func() { must(t, in.Close()); must(t, cmd.Wait()) })
	api, err = bufio.NewReader(out).ReadString('\n')
	must(t, err)
	return strings.TrimSpace(api)
}

// down refuses connections from now on and breaks those that there are.
func (w *poisoned) down() { w.call(http.MethodPost, w.api, map[string]any{"enabled": false}) }

// up takes connections again, at the same address.
func (w *poisoned) up() { w.call(http.MethodPost, w.api, map[string]any{"enabled": true}) }

// poison adds a toxic; cure takes it away again.
func (w *poisoned) poison(x toxic) (cure func()) {
	var made struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(w.call(http.MethodPost, w.api+"/toxics", x), &made); err != nil {
		w.t.Errorf("%v: %v", x, err)
	}
	return func() { w.call(http.MethodDelete, w.api+"/toxics/"+made.Name, nil) }
}

// call asks toxiproxy for something. It may be called beside the test, also after its end has begun.
func (w *poisoned) call(method, url string, body any) []byte {
	data, err := json.Marshal(body)
	if err != nil {
		w.t.Errorf("%s %s: %v", method, url, err)
		return nil
	}
	req, err := http.NewRequestWithContext(context.WithoutCancel(w.t.Context()), method, url, bytes.NewReader(data))
	if err != nil {
		w.t.Errorf("%s %s: %v", method, url, err)
		return nil
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Errorf("%s %s: %v", method, url, err)
		return nil
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode/100 != 2 {
		w.t.Errorf("%s %s %s: %d %s %v", method, url, data, resp.StatusCode, answer, err)
	}
	return answer
}
