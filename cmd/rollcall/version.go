package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is set by the linker when a release is built.
var release string

// version is the release, or "dev".
func version() string { return cmp.Or(release, "dev") }

// versionCmd prints what this binary is.
type versionCmd struct{}

// Run prints version, commit and Go version.
func (versionCmd) Run(con console) error {
	commit := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	_, err := fmt.Fprintf(con.out, "rollcall %s\ncommit %s\n%s\n", version(), commit, runtime.Version())
	return err
}
