package main

import (
	"fmt"
	"slices"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"

	"rollcall/bot"
)

const (
	moonshot     = "1208000000020901" // a secret team
	moonshotPlan = "1208000000030901" // its public project
	moonshotMade = "1208000000030902" // its private project
)

// secretSeed has everything that can be hidden.
func secretSeed(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
	sightSeed(as, ss)
	as.Teams = append(as.Teams, asanasandbox.SeedTeam{GID: moonshot, Name: "Moonshot", Members: []asanasandbox.SeedTeamMember{{User: lindGID}}, SeedTeamPolicy: asanasandbox.SeedTeamPolicy{Visibility: "secret"}})
	as.Projects = append(as.Projects,
		project(moonshotPlan, "Lift-off", map[string]any{"team": moonshot}),
		project(moonshotMade, "Landing", map[string]any{"team": moonshot, "privacy_setting": "private_to_team"}),
	)
}

// A private project is suggested to admins and to its members, directly or through a team, and its name is in no answer to anybody else, whatever
// they type.
func TestSuggestSight(t *testing.T) {
	t.Parallel()
	c := newCompany(t, sightSeed)
	d := c.suggests(nil)
	for _, id := range []string{ada, lind, ben} {
		d.finds(field{who: id}, "", tidePool, openSea)
		d.finds(field{who: id}, "tide", tidePool)
	}
	for _, id := range []string{chloe, pia} {
		d.finds(field{who: id}, "", openSea)
		d.never(field{who: id}, "Tide Pool", tidePool, "Salary", salaryReview)
		d.never(field{who: id, name: "in", kind: "type"}, "Tide Pool", tidePool)
		if got := d.types(field{who: id, kind: "type", in: tidePool}, ""); len(got) > 0 {
			t.Errorf("types of a hidden project are shown: %s", spelled(got))
		}
	}
}

// Every kind that can be hidden.
func TestSuggestSight_Kinds(t *testing.T) {
	t.Parallel()
	for name, k := range hiddenKinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, k.plant)
			d := c.suggests(nil)
			f := field{kind: name}
			if name == "type" {
				f.in = tidePool
			}
			for _, f.who = range []string{ada, lind, ben} {
				d.finds(f, "under", hiddenGID)
			}
			for _, f.who = range []string{chloe, pia} {
				d.never(f, "Undertow", hiddenGID)
			}
		})
	}
}

// A secret team is suggested to its people alone, and to nobody else is a project shown under its name.
func TestSuggestSight_Teams(t *testing.T) {
	t.Parallel()
	c := newCompany(t, secretSeed)
	d := c.suggests(nil)
	for _, id := range []string{ada, lind} {
		d.finds(field{who: id, kind: "team"}, "moon", moonshot)
		d.finds(field{who: id, name: "others"}, "moon", "team "+moonshot, "everyone in team "+moonshot)
		groups := d.finds(field{who: id}, "l", moonshotPlan, moonshotMade)
		if !slices.ContainsFunc(groups, func(g bot.OptionGroup) bool { return g.Label == "Moonshot" }) {
			t.Errorf("the team is no heading: %s", spelled(groups))
		}
	}
	d.finds(field{who: chloe}, "lift", moonshotPlan)
	for _, f := range []field{{who: chloe}, {who: chloe, kind: "team"}, {who: chloe, name: "others"}, {who: pia}, {who: pia, name: "others"}} {
		d.never(f, "Moonshot", moonshot, "Landing", moonshotMade)
	}
}

// Who may not use Rollcall is shown nothing, and Asana is not even asked.
func TestSuggestSight_Nobody(t *testing.T) {
	t.Parallel()
	c := newCompany(t, sightSeed)
	d := c.suggests(nil)
	d.finds(field{who: ada}, "", tidePool)
	c.calls.take()
	for _, id := range []string{gus, "U01DANAFORM", "U01ROLLCALL", "U01NOBODY00"} {
		for _, name := range []string{"what", "in", "others"} {
			d.never(field{who: id, name: name}, "value")
		}
	}
	stranger, foreign := field{who: ada}.typing(""), field{who: ada}.typing("")
	stranger.Form.External, foreign.Form.Origin.SlackTeam = true, "T01ELSEWHER"
	for _, x := range []bot.Typing{stranger, foreign} {
		if got := d.bot.Suggest(t.Context(), x); len(got) > 0 {
			t.Errorf("somebody of another company is shown %s", spelled(got))
		}
	}
	if calls := c.calls.take(); len(calls) > 0 {
		t.Errorf("%d calls to Asana for nobody, the first %s", len(calls), calls[0].path)
	}
}

// Rules about reading come before what Asana shows, for admins too.
func TestSuggestSight_Rules(t *testing.T) {
	t.Parallel()
	for name, roles := range map[string]string{"by person": "", "by role": `, {name: members, match: {action: read, kind: goal, requester: members}, then: deny}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, sightSeed)
			rules := byRules(t, rulesFile(t, fmt.Sprintf(`
rules: [{name: hidden, match: {action: read, what: Harbour App, requester: [%s, %s]}, then: deny}, {name: shown, match: {action: read, what: Salary Review 2026, requester: [%s]}, then: allow}%s]
`, ben, ada, ben, roles)))
			d := c.suggests(rules)
			d.finds(field{who: ben}, "sal", salaryReview)
			d.finds(field{who: ada}, "tide", tidePool)
			d.finds(field{who: ben}, "tide", tidePool)
			d.finds(field{who: chloe}, "har", harbourApp)
			d.finds(field{who: chloe}, "open", openSea)
			d.never(field{who: ben}, "Harbour App", harbourApp)
			d.never(field{who: ada}, "Harbour App", harbourApp)
			d.never(field{who: chloe}, "Tide Pool", "Salary")
			if got := d.types(field{who: ada, kind: "type", in: harbourApp}, ""); len(got) > 0 {
				t.Errorf("types of a hidden project are shown: %s", spelled(got))
			}
		})
	}
}
