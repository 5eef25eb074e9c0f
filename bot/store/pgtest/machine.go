package pgtest

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// binaries finds the folder with initdb and postgres: PGBIN, else the newest of Debian's, else where PATH has initdb.
func binaries() (string, error) {
	if bin := os.Getenv("PGBIN"); bin != "" {
		return bin, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(version(a), version(b)) })), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrMissing
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

// version reads the number in /usr/lib/postgresql/15/bin/initdb; what is no number sorts first.
func version(initdb string) float64 {
	v, err := strconv.ParseFloat(filepath.Base(filepath.Dir(filepath.Dir(initdb))), 64)
	if err != nil {
		return 0
	}
	return v
}

// unprivileged gives the folder to a user who may run the server: it refuses to run as root. Nil means as we are.
func unprivileged(folder string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, errU := strconv.ParseUint(u.Uid, 10, 32)
	gid, errG := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(errU, errG, os.Chown(folder, int(uid), int(gid))); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// staleAfter keeps the sweep away from clusters that are just being made: while one is, short-lived servers run in its folder.
const staleAfter = time.Hour

// sweep removes old folders that killed test binaries left, told by a server that no longer runs. It is a courtesy, so errors don't matter.
func sweep() {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*", "data", "postmaster.pid"))
	for _, file := range folders {
		text, _ := os.ReadFile(file)
		first, _, _ := bytes.Cut(text, []byte("\n"))
		pid, err := strconv.Atoi(string(first))
		info, errInfo := os.Stat(file)
		if errInfo != nil || time.Since(info.ModTime()) < staleAfter {
			continue
		}
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(filepath.Dir(filepath.Dir(file)))
		}
	}
}
