package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// secretNames are the variables that may also be given as a file.
func secretNames() []string { return slices.Sorted(maps.Keys((&settings{}).secrets())) }

// complete is an environment in which each secret is set, to a value by which it can be told.
func complete() map[string]string {
	env := with("ASANA_CLIENT_ID", "12", "PUBLIC_URL", "https://rollcall.example", "AUDIT_WEBHOOK_URL", "https://siem.example/")
	for _, name := range secretNames() {
		env[name] = "value-of-" + name
	}
	env["AUDIT_SIGNING_KEY"] = "PRIVATE+KEY+rollcall+60b51874+AdUxCjCbO60dgJ3e/Gm9klkm7rg9nxm0Iv0g0kLeOb8F" // made for this test alone
	env["DATABASE_URL"] = "postgres://rollcall:value-of-DATABASE_URL@db.example/rollcall"
	return env
}

// Ensure that what a name says is secret can be given as a file.
func TestSecretNames(t *testing.T) {
	t.Parallel()
	var want []string
	for _, name := range documented() {
		for _, end := range []string{"_SECRET", "_TOKEN", "_KEY"} {
			if strings.HasSuffix(name, end) {
				want = append(want, name)
			}
		}
	}
	want = append(want, "DATABASE_URL") // may hold a password
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), secretNames()); diff != "" {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
}

// Ensure that each secret can be given as a file, whose end of line does not count.
func TestSecretFile(t *testing.T) {
	direct := complete()
	want, err := configure(t, direct)
	must(t, err)
	filed := complete()
	for _, name := range secretNames() {
		path := filepath.Join(t.TempDir(), name)
		must(t, os.WriteFile(path, []byte("\n "+direct[name]+"\r\n\n"), 0o600))
		delete(filed, name)
		filed[name+"_FILE"] = path
	}
	got, err := configure(t, filed)
	must(t, err)
	if got.Asana.Token != want.Asana.Token || got.Slack != want.Slack || got.Store.URL != want.Store.URL ||
		!slices.Equal(got.Handlers.SigningSecrets, want.Handlers.SigningSecrets) || !slices.Equal(got.unused, want.unused) {
		t.Errorf("from files %+v\ndirectly   %+v", got, want)
	}
	two := with("SLACK_SIGNING_SECRET", "", "SLACK_SIGNING_SECRET_FILE", filepath.Join(t.TempDir(), "two"))
	must(t, os.WriteFile(two["SLACK_SIGNING_SECRET_FILE"], []byte("new, old\n"), 0o600))
	rotating, err := configure(t, two)
	must(t, err)
	if diff := cmp.Diff([]string{"new", "old"}, rotating.Handlers.SigningSecrets); diff != "" {
		t.Errorf("two secrets in a file (-want +got):\n%s", diff)
	}
}

// Ensure that a file that is missing, empty, a folder, or given beside the value itself is told by its name, for each secret.
func TestSecretFileFaults(t *testing.T) {
	dir := t.TempDir()
	empty, full := filepath.Join(dir, "empty"), filepath.Join(dir, "full")
	must(t, os.WriteFile(empty, []byte(" \n"), 0o600))
	must(t, os.WriteFile(full, []byte("value-of-a-file"), 0o600))
	for _, name := range secretNames() {
		for what, row := range map[string]struct{ file, direct, blamed, says string }{
			"missing": {filepath.Join(dir, "none"), "", name + "_FILE", "no such file"},
			"empty":   {empty, "", name + "_FILE", "is empty"},
			"folder":  {dir, "", name + "_FILE", "directory"},
			"both":    {full, "value-itself", name, "remove one"},
		} {
			env := complete()
			delete(env, name)
			if row.direct != "" {
				env[name] = row.direct
			}
			env[name+"_FILE"] = row.file
			_, err := configure(t, env)
			if !slices.Contains(faultsOf(err), row.blamed) || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
			if err != nil && (strings.Contains(err.Error(), "value-of") || strings.Contains(err.Error(), "value-itself")) {
				t.Errorf("%s, %s: a secret is in %v", name, what, err)
			}
		}
	}
}

// Ensure that no fault of any setting repeats a secret, nor does the log of a start that fails.
func TestSecretsNotTold(t *testing.T) {
	for _, name := range documented() {
		env := complete()
		env[name] = "value-of-" + name + ",%zz value-of-\x01,value-of-" + name
		if _, err := configure(t, env); err != nil && slices.Contains(secretNames(), name) && strings.Contains(err.Error(), "value-of") {
			t.Errorf("%s malformed: %v", name, err)
		}
		delete(env, name)
		env["LOG_LEVEL"], env["LISTEN_ADDR"] = "loud", "nowhere"
		_, err := configure(t, env)
		if err == nil || strings.Contains(err.Error(), "value-of") {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

// Ensure that the address of the database can be a file for the subcommands that need nothing else.
func TestSecretFileOfSubcommands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "url")
	must(t, os.WriteFile(path, []byte(sqliteURL(t)+"\n"), 0o600))
	t.Setenv("DATABASE_URL_FILE", path)
	t.Setenv("DATABASE_URL", "")
	must(t, os.Unsetenv("DATABASE_URL"))
	for _, args := range [][]string{{"migrate", "--log-level", "error"}, {"audit", "export"}} {
		if code, out, errs := ends(t, args...); code != 0 || out == "" || errs != "" {
			t.Errorf("%v: status %d, %q, %s", args, code, out, errs)
		}
	}
	must(t, os.WriteFile(path, []byte("mysql://u:value-of@h/d"), 0o600))
	if code, _, errs := ends(t, "migrate"); code != 1 || !strings.Contains(errs, "DATABASE_URL: ") || strings.Contains(errs, "value-of") {
		t.Errorf("malformed: status %d, %s", code, errs)
	}
}
