package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// sandboxCmd runs a stand-in for one of the two services.
type sandboxCmd struct {
	Asana asanaSandboxCmd `cmd:"" help:"Run the Asana sandbox alone; its API is below /api/1.0."`
	Slack slackSandboxCmd `cmd:"" help:"Run the Slack sandbox and its page alone, against any Slack app."`
}

// asanaSandboxCmd runs the Asana sandbox.
type asanaSandboxCmd struct {
	Addr          string        `default:"127.0.0.1:8081" help:"Where to listen."`
	Seed          string        `help:"File with the company to start with, JSON." type:"existingfile"`
	RatePerMinute int           `help:"Requests a minute that a token may make; 0 means Asana's own number for the plan." default:"0"`
	Latency       time.Duration `help:"Added to each call." default:"0s"`
}

// Run serves the sandbox until the context ends.
func (c *asanaSandboxCmd) Run(ctx context.Context, con console) error {
	opts := asanasandbox.Options{RatePerMinute: c.RatePerMinute, Latency: c.Latency}
	if c.Seed != "" {
		seed, err := readSeed(c.Seed, asanasandbox.ReadSeed)
		if err != nil {
			return err
		}
		opts.Seed = seed
	}
	server, err := asanasandbox.New(opts)
	if err != nil {
		return err
	}
	return serveSandbox(ctx, con, c.Addr, standIn{name: "Asana sandbox", path: "/api/1.0", handler: server})
}

// slackSandboxCmd runs the Slack sandbox.
type slackSandboxCmd struct {
	Addr          string `default:"127.0.0.1:8082" help:"Where to listen."`
	App           string `required:"" help:"Address of the Slack app; requests go to it + /slack/commands and the like."`
	SigningSecret string `required:"" help:"Secret that requests to the app are signed with."`
	BotToken      string `required:"" help:"Token that the app has to send."`
	Command       string `default:"/asana" help:"The slash command."`
	Seed          string `help:"File with the workspace to start with, JSON." type:"existingfile"`
}

// Run serves the sandbox until the context ends.
func (c *slackSandboxCmd) Run(ctx context.Context, con console) error {
	opts := slacksandbox.Options{App: c.App, SigningSecret: c.SigningSecret, BotToken: c.BotToken, Command: c.Command}
	if c.Seed != "" {
		seed, err := readSeed(c.Seed, slacksandbox.ReadSeed)
		if err != nil {
			return err
		}
		opts.Seed = seed
	}
	server, err := slacksandbox.New(opts)
	if err != nil {
		return err
	}
	return serveSandbox(ctx, con, c.Addr, standIn{name: "Slack sandbox", path: "/", handler: server, reached: server.SetBaseURL})
}

// readSeed reads a seed file.
func readSeed[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		var none T
		return none, err
	}
	defer f.Close()
	seed, err := read(f)
	if err != nil {
		return seed, fmt.Errorf("%s: %w", path, err)
	}
	return seed, nil
}

// standIn is a sandbox to be served.
type standIn struct {
	name    string
	path    string // where to look first
	handler http.Handler
	reached func(url string) // told where the sandbox is reached, which is known only after listening; may be nil
}

// serveSandbox listens, says where, and serves until the context ends.
func serveSandbox(ctx context.Context, con console, addr string, s standIn) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	base := "http://" + l.Addr().String()
	if s.reached != nil {
		s.reached(base)
	}
	server := &http.Server{Handler: s.handler, ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintf(con.out, "%s: %s%s\n", s.name, base, s.path)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(stop); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}
