package sandbox_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"rollcall/asana/sandbox"
)

// nodeScripts is where the scripts and the lock of what they need are.
const nodeScripts = "testdata/node"

// Ensure Asana's own client for Node finds in the sandbox what it knows from
// Asana: memberships of every kind, lists over pages, and errors.
func TestNodeClient(t *testing.T) {
	t.Parallel()
	modules := nodeModules(t)
	for _, script := range []string{"memberships", "people", "lookups", "errors"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "node", filepath.Join(nodeScripts, script+".js"))
			cmd.Env = append(os.Environ(), "NODE_PATH="+modules, "SANDBOX_WORLD="+nodeWorld(t))
			out, err := cmd.CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// nodeWorld tells a script where its sandboxes are and what is in them.
func nodeWorld(t *testing.T) string {
	t.Helper()
	free := seeded(t, func(seed *sandbox.Seed) { seed.Settings.Plan = "free" })
	slow := start(t, sandbox.Options{RatePerMinute: 60})
	parent := func(kind, gid, team string, levels ...string) map[string]any {
		return map[string]any{"kind": kind, "gid": gid, "user": mayaL, "team": team, "levels": levels}
	}
	text, err := json.Marshal(map[string]any{
		"url": start(t, sandbox.Options{}).url + "/api/1.0", "freeURL": free.url + "/api/1.0", "slowURL": slow.url + "/api/1.0",
		"token": service, "benToken": "sandbox-ben-token", "workspace": workspace, "nobody": nobody,
		"ada": ada, "maya": maya, "ben": ben, "chloe": chloe, "noor": noor, "mayaL": mayaL, "design": design,
		"website": website, "salary": salary, "roadmap": roadmap, "clients": clients, "bookings": bookings,
		"priority": priority, "bug": bug, "projectsOfDesign": []string{relaunch, website},
		"parents": []any{
			parent("project", website, engineers, "admin", "editor", "commenter", "viewer"),
			parent("portfolio", roadmap, engineers, "admin", "editor", "viewer"),
			parent("goal", bookings, engineers, "admin", "editor", "commenter", "viewer"),
			parent("custom_field", priority, design, "admin", "editor", "user"),
			parent("custom_type", bug, design, "admin", "editor", "user", "viewer"),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// installed runs npm once a process.
var installed = sync.OnceValues(installNode)

// nodeModules returns the folder with Asana's client. Without Node the test is
// skipped; where CI=true is set it fails instead, because there a skipped
// referee would go unnoticed.
func nodeModules(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			report := t.Skipf
			if os.Getenv("CI") == "true" {
				report = t.Fatalf
			}
			report("%v: install it with apt-get install -y --no-install-recommends nodejs npm", err)
		}
	}
	folder, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// installNode puts what the lock names below .tools, unless it is there; then no
// network is needed.
func installNode() (string, error) {
	lock, err := os.ReadFile(filepath.Join(nodeScripts, "package-lock.json"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(lock)
	tools, err := filepath.Abs(filepath.Join("..", "..", ".tools"))
	if err != nil {
		return "", err
	}
	folder := filepath.Join(tools, "node-"+hex.EncodeToString(sum[:6]))
	modules := filepath.Join(folder, "node_modules")
	if _, err := os.Stat(modules); err == nil {
		return modules, nil
	}
	if err := os.MkdirAll(tools, 0o755); err != nil {
		return "", err
	}
	// Another process may install at the same time: whoever is first to rename wins.
	work, err := os.MkdirTemp(tools, "node-install-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := os.ReadFile(filepath.Join(nodeScripts, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(work, name), text, 0o600)
		}
		if err != nil {
			return "", err
		}
	}
	if err := npmInstall(work); err != nil {
		return "", err
	}
	if err := os.Rename(work, folder); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return modules, nil
}

// npmInstall installs exactly what the lock in a folder names.
func npmInstall(folder string) error {
	cmd := exec.CommandContext(context.Background(), "npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		return errors.New("npm ci: " + err.Error() + "\n" + string(out))
	}
	return nil
}
