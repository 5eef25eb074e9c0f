package main

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// strike is a command of which one call of Asana is answered wrongly.
type strike struct {
	name, typed string
	match       string // the call
	about       string // what the reply says that it was about
	state       string // the state word after a final refusal; empty for a question, which has none
	waits       string // and while it is tried again
	events      []string
	member      string // whose membership must stay
	level       string // as it is
	whole       bool   // every refusal strikes here, also the rare ones
}

// strikes are the calls of Asana that commands make, one of each kind. What was found out while looking things up is a refusal; what happens to a
// change is its failure.
func strikes() []strike {
	const add = "add @maya to project Website Relaunch as commenter"
	created, refused, failed := "request_created ok", "request_refused refused", "request_failed failed"
	looking := []string{created, refused}
	return []strike{
		{
			name: "looking up the person", typed: add, match: "GET /workspaces/*/users/*", about: "the account maya@tidewater.example",
			state: "refused", waits: "resolving", events: looking, member: mayaGID,
		},
		{
			name: "searching the name", typed: add, match: "GET /workspaces/*/typeahead", about: "the projects of this workspace",
			state: "refused", waits: "resolving", events: looking, member: mayaGID, whole: true,
		},
		{
			name: "reading the object", typed: add, match: "GET /projects/*", about: "Website Relaunch", state: "failed", waits: "applying",
			events: []string{created, "project_member_added failed >", failed}, member: mayaGID,
		},
		{
			name: "reading the pair", typed: add, match: "GET /memberships", about: "Website Relaunch", state: "failed", waits: "applying",
			events: []string{created, "project_member_added failed >", failed}, member: mayaGID,
		},
		{
			name: "POST", typed: add, match: "POST /memberships", about: "Website Relaunch", state: "failed", waits: "applying",
			events: []string{created, "project_member_added intent none>commenter", "project_member_added failed none>commenter", failed}, member: mayaGID, whole: true,
		},
		{
			name: "PUT", typed: "set @ben on project Website Relaunch to viewer", match: "PUT /memberships/*", about: "Website Relaunch",
			state: "failed", waits: "applying", member: benGID, level: "editor",
			events: []string{
				created, "project_member_access_level_changed intent editor>viewer", "project_member_access_level_changed failed editor>viewer", failed,
			},
		},
		{
			name: "DELETE", typed: "remove @ben from project Website Relaunch", match: "DELETE /memberships/*", about: "Website Relaunch",
			state: "failed", waits: "applying", member: benGID, level: "editor",
			events: []string{created, "project_member_removed intent editor>none", "project_member_removed failed editor>none", failed},
		},
		{
			name: "listing", typed: "list Website Relaunch", match: "GET /memberships", about: "the members of Website Relaunch",
			member: benGID, level: "editor", whole: true,
		},
	}
}

// refusal is a final answer of Asana and what the person reads about it, with %s for what it was about.
type refusal struct {
	name   string
	answer asanaAnswer
	reads  [2]string // what happened and what to do, of a call that reads
	writes [2]string // and of one that writes; the same when empty
	rare   bool
}

// asanaSays is the body of a refusal in Asana's shape.
func asanaSays(message string) string {
	return fmt.Sprintf(`{"errors":[{"message":%q,"help":"For more information on API status codes, read https://developers.asana.com/docs/errors"}]}`, message)
}

func refusals() []refusal {
	const checkIt = "Check in Asana what it says about it; if that doesn't help, tell whoever runs Rollcall."
	forbidden := [2]string{"Asana doesn't let the account that I work with see %s.", "Ask somebody who manages it in Asana to share it with that account."}
	mayNotWrite := [2]string{
		"Asana doesn't let the account that I work with change who is in %s.",
		"Ask one of its admins in Asana to make that account an admin of it, or to make the change.",
	}
	quoting := func(w [2]string, words string) [2]string {
		return [2]string{w[0] + " Asana says: “" + words + "”", w[1]}
	}
	return slices.Concat([]refusal{
		{
			name: "400", answer: asanaAnswer{status: 400, body: asanaSays("member: Not a user in Organization: 1208000000099999")},
			reads: [2]string{"Asana refused what I asked about %s. Asana says: “member: Not a user in Organization: 1208000000099999”", checkIt},
		},
		{
			name: "400 in other JSON", rare: true, answer: asanaAnswer{status: 400, body: `{"trace":"main.go:1","secret":"x"}`},
			reads: [2]string{"Asana refused what I asked about %s.", checkIt},
		},
		{
			name: "401", answer: asanaAnswer{status: 401, body: asanaSays("Not Authorized")},
			reads: [2]string{
				"Asana doesn't accept my token any more, so nothing was changed or looked up about %s. Asana says: “Not Authorized”",
				"Tell whoever runs Rollcall: ASANA_ACCESS_TOKEN has to be replaced, or an admin of Asana has blocked the app.",
			},
		},
		{
			name: "402", answer: asanaAnswer{status: 402, body: asanaSays("Search is only available to premium users.")},
			reads: [2]string{
				"The Asana plan of this workspace doesn't let me look up %s. Asana says: “Search is only available to premium users.”",
				"Ask whoever manages your Asana plan.",
			},
			writes: [2]string{
				"The Asana plan of this workspace doesn't include that for %s. Asana says: “Search is only available to premium users.”",
				"Try another level (editor and admin need no paid plan in a project), or ask whoever manages your Asana plan.",
			},
		},
		{
			name: "403", answer: asanaAnswer{status: 403, body: asanaSays("You do not have access to this project.")},
			reads: quoting(forbidden, "You do not have access to this project."), writes: quoting(mayNotWrite, "You do not have access to this project."),
		},
		{name: "403 as a page", rare: true, answer: asanaAnswer{status: 403, html: true, body: "<html><h1>403 Forbidden</h1></html>"}, reads: forbidden, writes: mayNotWrite},
		{
			name: "404", answer: asanaAnswer{status: 404, body: asanaSays("project: Unknown object: 1208000000030001")},
			reads: [2]string{
				"Asana has no %s any more, or hides it from the account that I work with. Asana says: “project: Unknown object: 1208000000030001”",
				"Check in Asana whether it still exists, and share it with that account.",
			},
		},
	}, rareRefusals(checkIt))
}

// rareRefusals are those that few accounts ever meet.
func rareRefusals(checkIt string) []refusal {
	licence := asanaAnswer{status: 403, body: `{"errors":[{"message":"Not allowed.","error":"view_only_api_access_failure","user_message":"<b>no</b>"}]}`}
	viewOnly := [2]string{
		"The account that I work with has a view-only licence, so Asana doesn't let it change who is in %s. Asana says: “Not allowed.”",
		"Tell whoever runs Rollcall: that account needs a full licence.",
	}
	loud := "*All* of <!channel> and ada@tidewater.example\n_must_ `see` the access_level\nR1 · applied " + strings.Repeat("x", 400)
	quiet := "All of &lt;!channel&gt; and [e-mail] must see the access_level R1 · applied "
	shown := 300 - len([]rune("All of <!channel> and [e-mail] must see the access_level R1 · applied "))
	return []refusal{
		{name: "403 of a view-only licence", rare: true, answer: licence, reads: viewOnly},
		{
			name: "412", rare: true, answer: asanaAnswer{status: 412, body: asanaSays("Sync token invalid or too old.")},
			reads: [2]string{"Asana refused what I asked about %s. Asana says: “Sync token invalid or too old.”", checkIt},
		},
		{
			name: "413", rare: true, answer: asanaAnswer{status: 413, html: true, body: "<html>413 Request Entity Too Large</html>"},
			reads: [2]string{
				"What I sent to Asana about %s was too large for it.", "Split the command into smaller ones; if it is small, tell whoever runs Rollcall.",
			},
		},
		{
			name: "451", rare: true, answer: asanaAnswer{status: http.StatusUnavailableForLegalReasons, body: asanaSays("Unavailable For Legal Reasons")},
			reads: [2]string{
				"For legal reasons Asana doesn't serve the place where I run, so I can do nothing about %s. Asana says: “Unavailable For Legal Reasons”",
				"Tell whoever runs Rollcall; until that is settled make the change in Asana.",
			},
		},
		{
			name: "400 in loud words", rare: true, answer: asanaAnswer{status: 400, body: asanaSays(loud)},
			reads: [2]string{"Asana refused what I asked about %s. Asana says: “" + quiet + strings.Repeat("x", shown) + "…”", checkIt},
		},
	}
}

// Whatever Asana refuses for good, and wherever that strikes, the person reads at once what it was about and what to do next, in words; nothing is
// written; the request ends; the log tells the same without the person's address. Asana's own words are shown, shortened, and never as markup.
func TestRefusedByAsana(t *testing.T) {
	t.Parallel()
	for _, x := range strikes() {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			var asana *detour
			s := c.serve(sqliteURL(t), func(cfg *config) { asana = detourAsana(t, cfg, x.match) })
			var logged []string
			for _, r := range refusals() {
				if r.rare && !x.whole {
					continue
				}
				asana.set(r.answer)
				logged = append(logged, c.refusedAs(x, r))
			}
			s.logsRefusals(x, logged)
			if writes := c.journal(isWrite); len(writes) != 0 {
				t.Errorf("written: %v", writes)
			}
			if got := c.level(websiteRelaunch, x.member); got != x.level {
				t.Errorf("Asana shows %q", got)
			}
		})
	}
}

// refusedAs types the command, holds reply and state to what they have to be, and returns how the log must have it.
func (c *company) refusedAs(x strike, r refusal) (logged string) {
	c.t.Helper()
	what, next := r.words(x)
	logged = html.UnescapeString(strings.NewReplacer("maya@tidewater.example", "e-mail address", "<@"+maya+">", "@"+maya).Replace(what))
	want := what + "\n" + next
	if x.state == "" {
		c.reads(r.name, c.asks(ada, x.typed), want)
		return logged
	}
	end, state := c.does(ada, x.typed)
	request := requestInContext.FindString(end.Text[strings.LastIndex(end.Text, "\n"):])
	if x.state == "failed" {
		want = what + " " + next + "\nProject: Website Relaunch\nBy: <@" + ada + ">, as Rollcall"
	}
	c.reads(r.name, end, want+"\n"+request+" · "+x.state)
	if state != x.state {
		c.t.Errorf("%s: the request is %s", r.name, state)
	}
	return logged
}

// logsRefusals holds the events to one whole story for each refusal, with its words.
func (s *service) logsRefusals(x strike, want []string) {
	t := s.company.t
	t.Helper()
	log := s.log()
	var errs []string
	for _, e := range log {
		if e.Details != nil && e.Details.Error != "" {
			errs = append(errs, e.Details.Error)
		}
	}
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Errorf("what the log says went wrong (-want +got):\n%s", diff)
	}
	for i := range want {
		if diff := cmp.Diff(x.events, about(log, fmt.Sprintf("R%d", i+1))); x.state != "" && diff != "" {
			t.Errorf("events of R%d (-want +got):\n%s", i+1, diff)
		}
	}
}

// words are what is said of the refusal when it strikes there, and what to do.
func (r refusal) words(x strike) (what, next string) {
	said := r.reads
	if r.writes[0] != "" && !strings.HasPrefix(x.match, http.MethodGet) {
		said = r.writes
	}
	if strings.Contains(x.match, "/users/") && r.answer.status == http.StatusNotFound { // which is how Asana says that there is nobody
		return "No Asana account in this workspace has the e-mail address of <@" + maya + "> (maya@tidewater.example), or I can't see it.",
			"Invite them to Asana, or name the right account by its e-mail address."
	}
	return strings.ReplaceAll(said[0], "%s", x.about), said[1]
}

var (
	// requestInContext finds the request, which the context line at the end of a message has.
	requestInContext = regexp.MustCompile(`R\d+`)
	// slackLink is a link as Slack's text has it.
	slackLink = regexp.MustCompile(`<https?://[^|>]+\|([^>]*)>`)
	// noWords is what nobody should ever have to read: a bare status, JSON, HTML, a stack, a secret, or words that say nothing.
	noWords = regexp.MustCompile(`(?i)\b[45]\d\d\b|[{}]|</?\w+>|goroutine|\.go:|` + serviceToken + `|` + botToken + `|something went wrong|internal error|null`)
)

// reads holds a reply to the words that the person has to read.
func (c *company) reads(name string, m said, want string) {
	c.t.Helper()
	got := slackLink.ReplaceAllString(m.Text, "$1")
	if got != want {
		c.t.Errorf("%s: the reply\n got %q\nwant %q", name, got, want)
	}
	if found := noWords.FindString(got); found != "" {
		c.t.Errorf("%s: the reply has %q:\n%s", name, found, got)
	}
	if m.For != ada || !m.Ephemeral {
		c.t.Errorf("%s: the reply is for %q, ephemeral %v", name, m.For, m.Ephemeral)
	}
}

// The refusals that Asana gives for a reason of its own, as the sandbox gives them: a plan that lacks a level, an account that may only look, a
// token that was taken back.
func TestRefusedForAReason(t *testing.T) {
	t.Parallel()
	const add = "add @maya to project Website Relaunch as commenter"
	for name, x := range map[string]struct {
		seed func(*asanasandbox.Seed)
		says string
	}{
		"the plan lacks the level": {
			func(as *asanasandbox.Seed) { as.Settings.Plan = "free" },
			"The Asana plan of this workspace doesn't include that for Website Relaunch. Asana says: “The access level commenter is only available to premium users.” " +
				"Try another level (editor and admin need no paid plan in a project), or ask whoever manages your Asana plan.\n",
		},
		"the account may only look": {
			func(as *asanasandbox.Seed) {
				as.Users[0].IsViewOnly = true
				as.Tokens = map[string]string{serviceToken: adaGID}
			},
			"The account that I work with has a view-only licence, so Asana doesn't let it change who is in Website Relaunch. " +
				"Asana says: “Users with a view-only license cannot make changes through the API.” Tell whoever runs Rollcall: that account needs a full licence.\n",
		},
		"the token was taken back": {
			func(as *asanasandbox.Seed) { as.Tokens = map[string]string{"another-token": adaGID} },
			"so nothing was changed or looked up about ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) { x.seed(as) })
			c.serve(sqliteURL(t), nil)
			end, state := c.does(ada, add)
			holds(t, slackLink.ReplaceAllString(end.Text, "$1"), x.says)
			if want := map[bool]string{true: "refused", false: "failed"}[strings.HasPrefix(name, "the token")]; state != want {
				t.Errorf("the request is %s", state)
			}
			if got := c.level(websiteRelaunch, mayaGID); got != "" {
				t.Errorf("Asana shows %q", got)
			}
		})
	}
}
