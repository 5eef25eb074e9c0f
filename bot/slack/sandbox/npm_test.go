package sandbox_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// boltFolder is where the app made with Bolt is, and the lock of what it needs.
const boltFolder = "testdata/bolt"

// installed runs npm once a process.
var installed = sync.OnceValues(installNode)

// nodeModules returns the folder with Bolt. Without Node the test is skipped;
// where CI=true is set it fails instead, because there a skipped referee would
// go unnoticed.
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
	lock, err := os.ReadFile(filepath.Join(boltFolder, "package-lock.json"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(lock)
	tools, err := filepath.Abs(filepath.Join("..", "..", "..", ".tools"))
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
	if err := npmInstall(work); err != nil {
		return "", err
	}
	if err := os.Rename(work, folder); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return modules, nil
}

// npmInstall installs exactly what the lock names into a folder.
func npmInstall(folder string) error {
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := os.ReadFile(filepath.Join(boltFolder, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), text, 0o600)
		}
		if err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(context.Background(), "npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return nil
}
