package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	code, out, errs := ends(t, "version")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || errs != "" || len(lines) != 3 || lines[0] != "rollcall dev" || !strings.HasPrefix(lines[1], "commit ") || lines[2] != runtime.Version() {
		t.Errorf("status %d, errors %q, output\n%s", code, errs, out)
	}
}

// Ensure that the probe is right about a service that lives, one that answers wrongly and none, and finds it on this machine.
func TestHealth(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	alive := strings.TrimPrefix(c.serve(sqliteURL(t), nil).url, "http://")
	broken := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(broken.Close)
	gone := listener(t)
	nobody := gone.Addr().String()
	must(t, gone.Close())
	_, port, _ := strings.Cut(alive, ":")
	for name, row := range map[string]struct {
		addr string
		code int
		says string
	}{
		"alive":                 {alive, 0, ""},
		"on all addresses":      {":" + port, 0, ""},
		"on all, spelled":       {"0.0.0.0:" + port, 0, ""},
		"on all, newer":         {"[::]:" + port, 0, ""},
		"another status":        {strings.TrimPrefix(broken.URL, "http://"), 1, "the service answers with status 404"},
		"nobody":                {nobody, 1, "the service does not answer"},
		"address without port":  {"localhost", 1, "LISTEN_ADDR: address localhost: missing port"},
		"no address whatsoever": {"a b:1", 1, "LISTEN_ADDR"},
	} {
		code, out, errs := ends(t, "health", "--listen-addr", row.addr)
		if code != row.code || out != "" || !strings.Contains(errs, row.says) || (code == 0) != (errs == "") {
			t.Errorf("%s: status %d, output %q, errors %q", name, code, out, errs)
		}
	}
}

// Ensure that migrating makes a database that serves, and that doing it again is no fault.
func TestMigrate(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		for range 2 {
			code, out, errs := ends(t, "migrate", "--database-url", url, "--log-level", "error")
			if code != 0 || out != "The database is at this version.\n" || errs != "" {
				t.Fatalf("status %d, output %q, errors %q", code, out, errs)
			}
		}
		c := newCompany(t, nil)
		c.serve(url, nil)
		c.waitEnd(requestOf(t, c.types("ada", "add @maya to project Website Relaunch as editor")), "applied")
		if code, _, errs := ends(t, "migrate", "--database-url", url); code != 0 {
			t.Errorf("beside a running service: status %d, %s", code, errs)
		}
	})
}

// Ensure that wrong arguments end with status 1 and words that say what to do.
func TestWrongArguments(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"":                                    `expected one of "serve"`,
		"sevre":                               "serve",
		"serve --nothing":                     "unknown flag --nothing",
		"serve":                               "SLACK_SIGNING_SECRET: required",
		"version more":                        "unexpected argument more",
		"migrate --database-url rollcall.db":  "DATABASE_URL: the database URL must be sqlite:FILE or postgres://",
		"migrate --log-level loud":            "LOG_LEVEL",
		"audit":                               "export",
		"audit export --format xml":           `--format must be one of "jsonl","csv"`,
		"audit export --since yesterday":      `--since: "yesterday" is neither a day like 2026-01-31 nor a time like 2026-01-31T09:00:00Z`,
		"audit export --until 2026-02-30":     `--until: "2026-02-30" is neither a day`,
		"sandbox":                             "asana",
		"sandbox slack":                       "missing flags: --app=STRING, --bot-token=STRING, --signing-secret=STRING",
		"sandbox asana --rate-per-minute=-1":  "negative",
		"sandbox asana --latency soon":        "--latency",
		"sandbox asana --seed /none.json":     "/none.json",
		"sandbox asana --addr 127.0.0.1:port": "port",
		"demo --addr nowhere":                 "use --addr 127.0.0.1:PORT for another port",
	} {
		code, _, errs := ends(t, strings.Fields(args)...)
		if last := lastFault(errs); code != 1 || !strings.Contains(last, says) {
			t.Errorf("%q: status %d, %q does not say %q", args, code, last, says)
		}
	}
}

// lastFault is what the program says at its end, after its name.
func lastFault(errs string) string {
	_, said, found := strings.Cut(errs, "rollcall: ")
	if !found {
		return ""
	}
	return said
}

// Ensure that --help is answered with status 0 for the program and for each of its subcommands.
func TestHelpFlag(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"--help": "Asana memberships from Slack.", "serve --help": "$SLACK_SIGNING_SECRET", "demo --help": "--addr", "sandbox asana --help": "--rate-per-minute",
		"sandbox slack --help": "--signing-secret", "migrate --help": "$DATABASE_URL", "audit export --help": "--since", "health --help": "$LISTEN_ADDR",
	} {
		code, out, errs := ends(t, strings.Fields(args)...)
		if code != 0 || errs != "" || !strings.Contains(out, says) {
			t.Errorf("%s: status %d, errors %q, output\n%s", args, code, errs, out)
		}
	}
}

// Ensure that each sandbox alone says where it is, serves, and ends when it is told to.
func TestSandboxAlone(t *testing.T) {
	t.Parallel()
	slackSeed := filepath.Join(t.TempDir(), "slack.json")
	must(t, os.WriteFile(slackSeed, []byte(`{"team":{"id":"T1","name":"Harbour"},"users":[{"id":"U1","name":"ines"}]}`), 0o600))
	asanaSeed := filepath.Join(t.TempDir(), "asana.json")
	must(t, os.WriteFile(asanaSeed, []byte(`{"workspace":{"gid":"1","name":"Harbour"},"users":[{"gid":"2","name":"Ines"}],"tokens":{"service":"tok"}}`), 0o600))
	for name, row := range map[string]struct {
		args       []string
		path, says string
	}{
		"asana":       {[]string{"sandbox", "asana"}, "/_sandbox/state", "Website Relaunch"},
		"asana, seed": {[]string{"sandbox", "asana", "--seed", asanaSeed, "--rate-per-minute", "60", "--latency", "1ms"}, "/_sandbox/state", "Harbour"},
		"slack":       {[]string{"sandbox", "slack", "--app", "http://127.0.0.1:1", "--signing-secret", "s", "--bot-token", "t"}, "/_sandbox/workspace", "ada"},
		"slack, seed": {[]string{"sandbox", "slack", "--app", "http://127.0.0.1:1", "--signing-secret", "s", "--bot-token", "t", "--command", "/access",
			"--seed", slackSeed}, "/_sandbox/workspace", "/access"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := rollcall(t, append(row.args, "--addr", "127.0.0.1:0")...)
			_, address, _ := strings.Cut(p.waitFor(p.out, "\n"), " sandbox: ")
			base, _, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(address, "http://")), "/")
			if body := fetch(t, "http://"+base+row.path, nil); !strings.Contains(body, row.says) {
				t.Errorf("%s does not show %q:\n%s", row.path, row.says, body)
			}
			if code := p.stop(); code != 0 || p.err.String() != "" {
				t.Errorf("ended with status %d, %s", code, p.err)
			}
		})
	}
}

// Ensure that a seed with a fault is refused with the file and the fault.
func TestSandboxSeedFaults(t *testing.T) {
	t.Parallel()
	seed := filepath.Join(t.TempDir(), "seed.json")
	must(t, os.WriteFile(seed, []byte(`{"workspaces":[]}`), 0o600))
	for _, args := range [][]string{{"asana"}, {"slack", "--app", "http://127.0.0.1:1", "--signing-secret", "s", "--bot-token", "t"}} {
		code, _, errs := ends(t, append(append([]string{"sandbox"}, args...), "--seed", seed, "--addr", "127.0.0.1:0")...)
		if last := lastFault(errs); code != 1 || !strings.Contains(last, seed) || !strings.Contains(last, `"workspaces"`) {
			t.Errorf("%v: status %d, %q", args, code, last)
		}
	}
}

// Ensure that the Slack sandbox on a free port hands out addresses for answers at which it can be reached.
func TestSandboxSlackResponseURL(t *testing.T) {
	t.Parallel()
	forms := make(chan string, 1)
	app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err == nil {
			forms <- r.PostForm.Get("response_url")
		}
	}))
	t.Cleanup(app.Close)
	p := rollcall(t, "sandbox", "slack", "--addr", "127.0.0.1:0", "--app", app.URL, "--signing-secret", "s", "--bot-token", "t")
	_, address, _ := strings.Cut(strings.TrimSpace(p.waitFor(p.out, "\n")), " sandbox: ")
	post(t, address+"_sandbox/command", map[string]any{"user": "ada", "text": "help"}, nil)
	if got := <-forms; !strings.HasPrefix(got, address+"response/") {
		t.Errorf("the response URL is %s, the sandbox at %s", got, address)
	}
}

// fetch returns what an address shows.
func fetch(t testing.TB, url string, header http.Header) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	must(t, err)
	for name, values := range header {
		req.Header[name] = values
	}
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	return readAll(t, resp)
}

// Ensure that the program without a subcommand names all that there are.
func TestSubcommands(t *testing.T) {
	t.Parallel()
	_, out, _ := ends(t, "--help")
	var got []string
	for line := range strings.Lines(out) {
		if words := strings.Fields(line); strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "   ") && words[0] != "-h," {
			got = append(got, strings.TrimSpace(strings.Split(strings.TrimSpace(line), "[")[0]))
		}
	}
	for _, want := range []string{"serve", "demo", "sandbox asana", "sandbox slack", "migrate", "audit export", "health", "version"} {
		found := false
		for _, line := range got {
			found = found || line == want || strings.HasPrefix(line, want+" ")
		}
		if !found {
			t.Errorf("%s is not listed: %s", want, cmp.Diff(nil, got))
		}
	}
}
