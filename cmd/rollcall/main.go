// Command rollcall manages Asana memberships from Slack.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the command line: one field a subcommand.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the service; configured by the environment."`
	Demo    demoCmd    `cmd:"" help:"Run everything embedded and seeded: needs no account and no network."`
	Sandbox sandboxCmd `cmd:"" help:"Run a stand-in for Asana or Slack alone."`
	Check   checkCmd   `cmd:"" help:"Try everything that the configuration names, and say what to do about what fails."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this version."`
	Backup  backupCmd  `cmd:"" help:"Copy the SQLite database, also while the service runs."`
	Restore restoreCmd `cmd:"" help:"Go on from a backup."`
	Audit   auditCmd   `cmd:"" help:"Work with the audit log."`
	Policy  policyCmd  `cmd:"" help:"Work with policy files."`
	Do      doCmd      `cmd:"" help:"Carry out one command of somebody, for scripts."`
	Health  healthCmd  `cmd:"" help:"Ask the service whether it is alive; the probe of the container."`
	Version versionCmd `cmd:"" help:"Print version, commit and Go version."`
}

// console is what a subcommand reads from and writes to.
type console struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], console{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// errSilent ends with status 1 without a further message: everything was said already.
var errSilent = errors.New("")

// run is main without the process: it parses the arguments, runs the subcommand and returns the exit status.
func run(ctx context.Context, args []string, con console) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("rollcall"), kong.Description("Asana memberships from Slack."), kong.UsageOnError(),
		kong.Writers(con.out, con.err), kong.Exit(func(code int) { exit = code }), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(con))
	if err != nil {
		fmt.Fprintln(con.err, "rollcall:", err)
		return 1
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help was answered
		return exit
	}
	if err == nil {
		err = parsed.Run()
	}
	if err == nil {
		return 0
	}
	if !errors.Is(err, errSilent) {
		fmt.Fprintln(con.err, "rollcall:", err)
	}
	return 1
}
