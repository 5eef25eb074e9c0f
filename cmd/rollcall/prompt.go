package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	slacksandbox "rollcall/bot/slack/sandbox"
)

const (
	// answerWithin is how long a line of a piped demo may take to come to its end.
	answerWithin = 10 * time.Second
	// lookEvery is how often the demo looks for new messages.
	lookEvery = 20 * time.Millisecond
)

// errLines: at least one line of a piped demo did not end as it should have.
var errLines = errors.New("not every line ended as it should have")

// prompt reads lines from standard input and plays them: `@ada /asana …`, or a command of the first person.
func (d *demo) prompt(ctx context.Context, con console) error {
	piped := isPiped(con)
	fmt.Fprintf(con.out, "Rollcall demo: %s\n", d.base)
	fmt.Fprintf(con.out, "Look at a project's members:\n  curl -s -H 'Authorization: Bearer %s' '%s%s/api/1.0/memberships?parent=%s&limit=100&opt_fields=member.name,access_level&opt_pretty=true'\n",
		d.token, d.base, asanaPrefix, d.project)
	fmt.Fprintf(con.out, "People: %s. Type a command such as\n  /asana add @maya to project \"Website Relaunch\" as editor\n", d.people())
	failed := false
	lines := bufio.NewScanner(con.in)
	for d.ask(con, piped) && lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := d.play(ctx, con, line); err != nil {
			failed = true
			fmt.Fprintf(con.out, "  !! %v\n", err)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if !piped {
		<-ctx.Done() // the page goes on when the prompt is closed
		return nil
	}
	if d.settle(ctx, con) || failed {
		return errLines
	}
	return nil
}

// ask shows the prompt to somebody at a terminal.
func (d *demo) ask(con console, piped bool) bool {
	if !piped {
		fmt.Fprint(con.out, "> ")
	}
	return true
}

// isPiped tells whether the input comes from a file or a program rather than from a person.
func isPiped(con console) bool {
	f, ok := con.in.(*os.File)
	if !ok {
		return true
	}
	return !isatty.IsTerminal(f.Fd())
}

// people lists the handles that can be used.
func (d *demo) people() string {
	var names []string
	for _, u := range d.seed.Users {
		if !u.IsBot {
			names = append(names, "@"+u.Name)
		}
	}
	return strings.Join(names, ", ")
}

// speaker splits the person off a line; the first person of the seed speaks when none is named.
func (d *demo) speaker(line string) (slacksandbox.User, string, error) {
	if !strings.HasPrefix(line, "@") {
		return d.seed.Users[0], line, nil
	}
	name, rest, _ := strings.Cut(line[1:], " ")
	for _, u := range d.seed.Users {
		if u.Name == name {
			return u, strings.TrimSpace(rest), nil
		}
	}
	return slacksandbox.User{}, "", fmt.Errorf("nobody is called @%s; there are %s", name, d.people())
}

// play sends one line as a signed command, prints the replies, and returns an error when it did not end as it should have: a change applied, a
// question answered, and a line that starts with ! refused.
func (d *demo) play(ctx context.Context, con console, line string) error {
	line, wantRefusal := strings.CutPrefix(line, "!")
	who, text, err := d.speaker(strings.TrimSpace(line))
	if err != nil {
		return err
	}
	if !isCommand(text) {
		return fmt.Errorf("a line is a command such as /asana help, of somebody in particular with @ben before it: %q", text)
	}
	fmt.Fprintf(con.out, "@%s: %s\n", who.Name, text)
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	c := &conversation{demo: d, con: con, user: who.ID}
	out, err := c.run(ctx, text)
	if err != nil {
		return err
	}
	if out.waits != "" {
		d.open = append(d.open, waiting{c, out.waits, wantRefusal})
		return nil
	}
	return judgeLine(out.refused, wantRefusal)
}

// judgeLine compares how a line ended with how it should have.
func judgeLine(refused, wantRefusal bool) error {
	switch {
	case wantRefusal && !refused:
		return errors.New("this should have been refused")
	case !wantRefusal && refused:
		return errors.New("this was refused")
	}
	return nil
}

// waiting is a line whose request waits for people; later lines may decide it.
type waiting struct {
	*conversation

	request     string
	wantRefusal bool
}

// settle waits for the ends of requests that waited for people, and tells whether one of them did not end as it should have.
func (d *demo) settle(ctx context.Context, con console) (failed bool) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	for _, w := range d.open {
		refused, err := w.ending(ctx, w.request)
		if err == nil {
			err = judgeLine(refused, w.wantRefusal)
		}
		if err != nil {
			failed = true
			fmt.Fprintf(con.out, "  !! %s: %v\n", w.request, err)
		}
	}
	return failed
}

func isCommand(text string) bool { return text == "/asana" || strings.HasPrefix(text, "/asana ") }

var (
	requestInAck = regexp.MustCompile(` · (R\d+)$`)
	contextLine  = regexp.MustCompile(`(?m)^(R\d+) · ([a-z_]+)$`)
)
