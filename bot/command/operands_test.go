package command

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseWho(t *testing.T) {
	t.Parallel()
	team := func(name string) Who { return Who{Kind: WhoTeam, Name: name} }
	for text, want := range map[string][]Who{
		"<@U1> <@W2|ben>":                      {user("U1"), {Kind: WhoUser, ID: "W2", Label: "ben"}},
		"<@U1>,<@U2> and <@U3>":                {user("U1"), user("U2"), user("U3")},
		"<@U1><@U1|maya>":                      {user("U1")},
		"<!subteam^S1|@eng>":                   {{Kind: WhoGroup, ID: "S1", Label: "eng"}},
		"<mailto:a@b.c|x@y.z> d@e.f":           {{Kind: WhoEmail, Email: "a@b.c"}, {Kind: WhoEmail, Email: "d@e.f"}},
		"ME":                                   {{Kind: WhoMe}},
		`team "Design" me`:                     {team("Design"), {Kind: WhoMe}},
		"team Design Ops <@U1>":                {team("Design Ops"), user("U1")},
		"teams A, B and <@U1>":                 {team("A"), team("B"), user("U1")},
		"team 123":                             {{Kind: WhoTeam, GID: "123"}},
		`team "123"`:                           {team("123")},
		"<https://app.asana.com/1/2/team/3|x>": {{Kind: WhoTeam, GID: "3"}},
		`Everyone in Team “Design”, me`:        {{Kind: WhoEveryone, Name: "Design"}, {Kind: WhoMe}},
	} {
		c := mustParse(t, "offboard "+text)
		if diff := cmp.Diff(want, c.Who); diff != "" {
			t.Errorf("who of %q (-want +got):\n%s", text, diff)
		}
		checkRoundTrip(t, c)
	}
}

func TestParseWhat(t *testing.T) {
	t.Parallel()
	bug := What{Kind: Type, Name: "Bug", In: &What{Kind: Project, Name: "Website"}}
	link := "https://app.asana.com/1/12/project/34/list"
	for text, want := range map[string][]What{
		"Website Relaunch":                        {project("Website Relaunch")},
		"Alpha, Beta and Gamma":                   {project("Alpha"), project("Beta"), project("Gamma")},
		`"A and B", C`:                            {project("A and B"), project("C")},
		"portfolios A and B, project C and D":     {{Kind: Portfolio, Name: "A"}, {Kind: Portfolio, Name: "B"}, project("C"), project("D")},
		"goal A and B":                            {{Kind: Goal, Name: "A"}, project("B")},
		"field A, custom field B, custom_field C": {{Kind: Field, Name: "A"}, {Kind: Field, Name: "B"}, {Kind: Field, Name: "C"}},
		`type "Bug" in project "Website"`:         {bug},
		"custom types Bug in Website":             {bug},
		"type Work in Progress in Website":        {{Kind: Type, Name: "Work in Progress", In: &What{Kind: Project, Name: "Website"}}},
		"type 77":                                 {{Kind: Type, GID: "77"}},
		"bundle Onboarding":                       {{Kind: Bundle, Name: "Onboarding"}},
		"workspace":                               {{Kind: Workspace}},
		"123":                                     {{Kind: Project, GID: "123"}},
		`"123"`:                                   {project("123")},
		"2026 Plan":                               {project("2026 Plan")},
		"project <" + link + "|app.asana.com>":    {{Kind: Project, GID: "34", Link: link}},
		"HTTPS://app.asana.com/1/12/project/34/list?focus=true#x": {{Kind: Project, GID: "34", Link: link}},
		"<https://app.asana.com/0/portfolio/5/list>":              {{Kind: Portfolio, GID: "5", Link: "https://app.asana.com/0/portfolio/5/list"}},
		"<https://app.asana.com/0/resource/5/list>":               {{Kind: Portfolio, GID: "5", Link: "https://app.asana.com/0/resource/5/list"}},
		"portfolio <https://app.asana.com/0/resource/5>":          {{Kind: Portfolio, GID: "5", Link: "https://app.asana.com/0/resource/5"}},
		"<http://foo.bar|foo.bar> launch":                         {project("foo.bar launch")},
		"Work in Progress":                                        {project("Work in Progress")},
		"Maya’s 'Board'":                                          nil,
	} {
		c, err := Parse("list " + text)
		if want == nil {
			if err == nil {
				t.Errorf("%q was understood as %v", text, c.What)
			}
			continue
		}
		if diff := cmp.Diff(want, c.What); diff != "" || err != nil {
			t.Errorf("what of %q: %v (-want +got):\n%s", text, err, diff)
		}
		checkRoundTrip(t, c)
	}
}

// A name is shown without quotes exactly when that reads back the same.
func TestNameQuotes(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Website":               "Website",
		"Plan for Spring":       "Plan for Spring",
		"Plan for 2026":         `"Plan for 2026"`,
		"Software as a Service": "Software as a Service",
		"Run as editor":         `"Run as editor"`,
		"Sales to go":           "Sales to go",
		"A and B":               `"A and B"`,
		"A, B":                  `"A, B"`,
		"Goals":                 "Goals",
		"Goals 2027":            "Goals 2027",
		"123":                   `"123"`,
		"Just because":          `"Just because"`,
		"anyway":                `"anyway"`,
		"Maya's":                "Maya's",
		`Say "hi" it's`:         `"Say ""hi"" it's"`,
		"“x”":                   `"““x””"`,
		"R&D":                   "R&amp;D",
		"<@U1>":                 "&lt;@U1&gt;",
		"a -":                   `"a -"`,
	} {
		c := Command{Verb: Add, Who: []Who{user("U1")}, What: []What{project(name)}}
		if got := c.String(); got != "add <@U1> to project "+want {
			t.Errorf("%q is written %s", name, got)
		}
		checkRoundTrip(t, c)
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	c := mustParse(t, "add <@U1|maya>, <!subteam^S1|@eng> and a@b.c to <https://app.asana.com/0/5>, R&amp;D because a &lt; b")
	want := []Part{
		{Kind: PartText, Text: "add "}, {Kind: PartUser, ID: "U1", Text: "maya"}, {Kind: PartText, Text: ", "},
		{Kind: PartGroup, ID: "S1", Text: "eng"}, {Kind: PartText, Text: " and "}, {Kind: PartEmail, Text: "a@b.c"},
		{Kind: PartText, Text: " to project "}, {Kind: PartLink, Text: "https://app.asana.com/0/5"},
		{Kind: PartText, Text: " and project R&D because a < b"},
	}
	if diff := cmp.Diff(want, c.Parts()); diff != "" {
		t.Errorf("Parts (-want +got):\n%s", diff)
	}
	if got, want := c.Plain(), "add @maya, @eng and a@b.c to project https://app.asana.com/0/5 and project R&D because a < b"; got != want {
		t.Errorf("Plain is %q, want %q", got, want)
	}
	if got := c.What[1].String() + ", " + c.Who[0].String(); got != `project "R&D", @maya` {
		t.Errorf("operands are shown as %s", got)
	}
}
