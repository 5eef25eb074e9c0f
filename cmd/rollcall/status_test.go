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
			state: "refused", waits: "resolving", events: looking, member: mayaGID,
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
			events: []string{created, "project_member_added intent none>commenter", "project_member_added failed none>commenter", failed}, member: mayaGID,
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
			events: []string{refused}, member: benGID, level: "editor",
		},
	}
}

// refusal is a final answer of Asana and what the person reads about it, with %s for what it was about.
type refusal struct {
	name   string
	answer asanaAnswer
	reads  [2]string // what happened and what to do, of a call that reads
	writes [2]string // and of one that writes; the same when empty
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
			name: "400 in other JSON", answer: asanaAnswer{status: 400, body: `{"trace":"main.go:1","secret":"x"}`},
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
		{name: "403 as a page", answer: asanaAnswer{status: 403, html: true, body: "<html><h1>403 Forbidden</h1></html>"}, reads: forbidden, writes: mayNotWrite},
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
		{name: "403 of a view-only licence", answer: licence, reads: viewOnly},
		{
			name: "412", answer: asanaAnswer{status: 412, body: asanaSays("Sync token invalid or too old.")},
			reads: [2]string{"Asana refused what I asked about %s. Asana says: “Sync token invalid or too old.”", checkIt},
		},
		{
			name: "413", answer: asanaAnswer{status: 413, html: true, body: "<html>413 Request Entity Too Large</html>"},
			reads: [2]string{
				"What I sent to Asana about %s was too large for it.", "Split the command into smaller ones; if it is small, tell whoever runs Rollcall.",
			},
		},
		{
			name: "451", answer: asanaAnswer{status: http.StatusUnavailableForLegalReasons, body: asanaSays("Unavailable For Legal Reasons")},
			reads: [2]string{
				"For legal reasons Asana doesn't serve the place where I run, so I can do nothing about %s. Asana says: “Unavailable For Legal Reasons”",
				"Tell whoever runs Rollcall; until that is settled make the change in Asana.",
			},
		},
		{
			name: "400 in loud words", answer: asanaAnswer{status: 400, body: asanaSays(loud)},
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
			for _, r := range refusals() {
				asana.set(r.answer)
				c.refusedAs(s, x, r)
			}
			if writes := c.journal(isWrite); len(writes) != 0 {
				t.Errorf("written: %v", writes)
			}
			if got := c.level(websiteRelaunch, x.member); got != x.level {
				t.Errorf("Asana shows %q", got)
			}
		})
	}
}

// refusedAs types the command and holds reply, state and events to what they have to be.
func (c *company) refusedAs(s *service, x strike, r refusal) {
	c.t.Helper()
	what, next := r.words(x)
	want := what + "\n" + next
	if x.state == "" {
		c.reads(r.name, c.asks(ada, x.typed), want)
	} else {
		end, state := c.does(ada, x.typed)
		request := requestInContext.FindStringSubmatch(end.Text)[1]
		if x.state == "failed" {
			want = what + " " + next + "\nProject: Website Relaunch\nBy: <@" + ada + ">, as Rollcall"
		}
		c.reads(r.name, end, want+"\n"+request+" · "+x.state)
		if state != x.state {
			c.t.Errorf("%s: the request is %s", r.name, state)
		}
		if diff := cmp.Diff(x.events, s.about(request)); diff != "" {
			c.t.Errorf("%s: events (-want +got):\n%s", r.name, diff)
		}
	}
	errs := s.errors()
	logged := strings.NewReplacer("maya@tidewater.example", "e-mail address", "<@"+maya+">", "@"+maya).Replace(what)
	if got := errs[len(errs)-1]; got != html.UnescapeString(logged) {
		c.t.Errorf("%s: the log\n got %q\nwant %q", r.name, got, html.UnescapeString(logged))
	}
}

// requestInContext finds the request in the context line, which ends a message.
var requestInContext = regexp.MustCompile(`(R\d+) · \w+$`)

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

// errors lists what the events say went wrong.
func (s *service) errors() (all []string) {
	s.company.t.Helper()
	for _, e := range s.log() {
		if e.Details != nil && e.Details.Error != "" {
			all = append(all, e.Details.Error)
		}
	}
	return all
}

var (
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
