package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	"rollcall/bot/audit"
	slacksandbox "rollcall/bot/slack/sandbox"
)

const (
	crew      = "1208000000020501" // a secret team of Maya Lindqvist and Chloé
	deepDive  = "1208000000030601" // a private project of the team Design and Ada
	untold    = "Asana doesn't tell in which goals, fields and types somebody is a member, nor the levels on projects"
	untoldOf  = "Asana doesn't tell in which portfolios, goals, fields and types a team is a member."
	onlyAdmin = "What others belong to only admins see."
)

// belongingSeed has a person in a private portfolio, a team in a private project, and a secret team.
func belongingSeed(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
	as.Projects = append(as.Projects, project(deepDive, "Deep Dive", map[string]any{"privacy_setting": "private"}))
	as.Teams = append(as.Teams, asanasandbox.SeedTeam{
		GID: crew, Name: "Crew", SeedTeamPolicy: asanasandbox.SeedTeamPolicy{Visibility: "secret"},
		Members: []asanasandbox.SeedTeamMember{{User: lindGID, IsAdmin: true}, {User: chloeGID}},
	})
	as.Memberships = append(as.Memberships,
		member(clientWork, mayaGID, "editor"), member(deepDive, design, "viewer"), member(deepDive, adaGID, "admin"), member(website, crew, "viewer"))
	ss.Users = append(ss.Users, slacksandbox.User{
		ID: pia, Name: "pia", RealName: "Pia Without", IsEmailConfirmed: true, Profile: slacksandbox.Profile{Email: "pia@tidewater.example"},
	})
}

// What somebody belongs to, as far as Asana tells it: workspace, teams and portfolios, each with the gid that show takes; and what it doesn't tell.
func TestListForPerson(t *testing.T) {
	t.Parallel()
	c := newCompany(t, belongingSeed)
	s := c.serve(sqliteURL(t), nil)
	rows := []string{
		"workspace *Tidewater* member `" + c.seat(stays, mayaGID) + "`",
		"team *Design* member `" + c.seat("/teams/"+design+"/team_memberships", mayaGID) + "`",
		"team *Engineering* member `" + c.seat("/teams/"+engineering+"/team_memberships", mayaGID) + "`",
		"portfolio *Client Work* editor `" + c.rows(clientWork, mayaGID)[0].GID + "`",
	}
	for _, x := range []struct{ who, question string }{
		{ada, "list for @maya"}, {ada, "list @maya"}, {ada, "list for maya@tidewater.example"},
		{maya, "list for me"}, {maya, "list me"}, {maya, "list for @maya"},
	} {
		answer, read := s.looksUp(x.who, x.question)
		holds(t, answer, append(rows, "*Maya Ito* (maya@tidewater.example) belongs to:", untold, "`/asana list`")...)
		holds(t, answer, "project <https://app.asana.com/1/1208000000000001/project/"+website+"|Website>")
		lacks(t, answer, "Salary", "couldn't look up")
		log := s.log()
		if about := log[len(log)-1].Subject; read != nil || about == nil || about.GID != mayaGID || about.Type != "user" {
			t.Errorf("%s: the event is about %s and %s", x.question, spelled(about), spelled(read))
		}
	}
	holds(t, c.asks(ada, "list for @chloe").Text, "team *Design* member, admin", "team *Crew* member `", "portfolio *Client Work* viewer")
	holds(t, c.asks(ada, "list for gus@partner.example").Text, "workspace *Tidewater* member, guest", "team *Design* member, guest")
	for _, row := range rows { // and what is told can be shown
		gid := row[len(row)-17 : len(row)-1]
		holds(t, c.asks(maya, "show "+gid).Text, "*Maya Ito* ", "`"+gid+"` on the ")
	}
}

// What a team belongs to are its projects; the rest Asana doesn't tell. A team that belongs to nothing is said to.
func TestListForTeam(t *testing.T) {
	t.Parallel()
	c := newCompany(t, belongingSeed)
	c.serve(sqliteURL(t), nil)
	for _, words := range []string{"team Design", `team "design"`, "team " + design, "https://app.asana.com/0/team/" + design} {
		answer := c.asks(ada, "list for "+words).Text
		holds(t, answer, "eam *Design* belongs to:", "project *Website Relaunch* editor `"+c.rows(websiteRelaunch, design)[0].GID+"`", "project *Website* editor", "project *Deep Dive* viewer", untoldOf)
	}
	c.does(ada, "remove team Crew from project Website")
	holds(t, c.asks(ada, "list for team Crew").Text, "eam *Crew* belongs to nothing that I can see.")
}

// Who is no admin sees what they belong to themselves and nothing of others. That is judged by the words alone: the answer is the same whether
// there is such a person or not, and Asana is not asked.
func TestListForOthers(t *testing.T) {
	t.Parallel()
	c := newCompany(t, belongingSeed)
	s := c.serve(sqliteURL(t), nil)
	for _, x := range []struct{ question, words, missing string }{
		{"list for %s", "ada@tidewater.example", "nobody@tidewater.example"},
		{"list for <@%s>", noor, "U01NOBODY00"},
		{"list for me and <@%s>", noor, "U01NOBODY00"},
		{`list for everyone in team "%s"`, "Design", "Nowhere"},
		{`list for everyone in team "%s"`, "Crew", "Nowhere"},
	} {
		got, event := s.answer(ben, x.question, x.words)
		holds(t, got, onlyAdmin, "/asana list for me")
		want, none := s.answer(ben, x.question, x.missing)
		if diff := cmp.Diff(want, got) + cmp.Diff(none, event); diff != "" {
			t.Errorf("%s %s (-missing +there):\n%s", x.question, x.words, diff)
		}
	}
	for _, call := range c.calls.take() {
		if call.path != "/users/me" {
			t.Errorf("Asana was asked: %s %s", call.method, call.path)
		}
	}
	holds(t, c.asks(gus, "list for me").Text, "Guests of this Slack workspace can't use Rollcall.")
	holds(t, c.asks(pia, "list for me").Text, "No Asana account in this workspace has the e-mail address of <@"+pia+">")
}

// One person or team at a time.
func TestListForSeveral(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	for _, who := range []string{"@maya and @ben", "@design", `everyone in team "Design"`, `team "Design" and @ben`, `teams "Design" and "People"`} {
		holds(t, c.asks(ada, "list for "+who).Text, "one person or one team", "at a time")
	}
	holds(t, c.asks(ada, "list for me and @ada").Text, "*Ada Bianchi*", "belongs to:")
}

// A team is visible as any object is, and of its rows only those whose parent the asker sees. A secret team of others is told from one that does not
// exist neither in the words nor in the log.
func TestListForTeamSight(t *testing.T) {
	t.Parallel()
	c := newCompany(t, belongingSeed)
	s := c.serve(sqliteURL(t), nil)
	answer := c.asks(ben, "list for team Design").Text
	holds(t, answer, "project *Website Relaunch* editor", "project *Website* editor", untoldOf)
	lacks(t, answer, "Deep Dive", deepDive, c.rows(deepDive, design)[0].GID)
	holds(t, c.asks(maya, "list for team Design").Text, "project *Deep Dive* viewer") // she is in the team

	for _, x := range []struct{ asks, words, missing string }{
		{`list for team "%s"`, "Crew", "Crow"}, {"list for team %s", crew, nothing},
		{`list team "%s"`, "Crew", "Crow"}, {"list team %s", crew, nothing}, {"list https://app.asana.com/0/team/%s", crew, nothing},
		{"show %s", c.seat("/teams/"+crew+"/team_memberships", lindGID), nothing},
	} {
		got, event := s.answer(ben, x.asks, x.words)
		want, none := s.answer(ben, x.asks, x.missing)
		if diff := cmp.Diff(want, got) + cmp.Diff(none, event); diff != "" || event.Outcome != audit.Refused {
			t.Errorf("%s %s is told from what does not exist (-missing +hidden):\n%s", x.asks, x.words, diff)
		}
		for _, id := range []string{ada, lind} {
			if got, event := s.answer(id, x.asks, x.words); event.Outcome != audit.OK {
				t.Errorf("%s %s is not answered: %s", x.asks, x.words, got)
			}
		}
	}
}

// What Asana refuses to tell leaves the rest to be told, and is said.
func TestListForRefused(t *testing.T) {
	t.Parallel()
	c := newCompany(t, belongingSeed)
	c.serve(sqliteURL(t), nil)
	c.asanaFault(map[string]any{"match": "GET /portfolio_memberships", "status": 403})
	c.asanaFault(map[string]any{"match": "GET /workspaces/*/projects/search", "status": 402})
	answer := c.asks(ada, "list for @maya").Text
	holds(t, answer, "team *Design* member", "I couldn't look up: portfolios, projects, which Asana tells on paid plans only.")
	lacks(t, answer, "portfolio *", "project <")
}
