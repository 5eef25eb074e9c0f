package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"
)

// small is a seed with nothing but gids and names.
const small = `{"workspace":{"gid":"1","name":"W"},"users":[{"gid":"2","name":"U"}],"teams":[{"gid":"3","name":"T"}],
	"projects":[{"gid":"4","name":"P"}],"portfolios":[{"gid":"5","name":"F"}],"goals":[{"gid":"6","name":"G"}],
	"custom_fields":[{"gid":"7","name":"C"}],"custom_types":[{"gid":"8","name":"Y"}],
	"memberships":[{"parent":"4","member":"2"}],"tokens":{"service":"sandbox-service-token"}}`

// Ensure gid and name are enough for everything, and the answers of such a
// company still follow the document.
func TestSmallestSeed(t *testing.T) {
	t.Parallel()
	seed, err := sandbox.ReadSeed(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	b := start(t, sandbox.Options{Seed: seed})
	for _, path := range []string{
		"/users/2", "/teams/3", "/projects/4", "/portfolios/5", "/goals/6", "/custom_fields/7", "/custom_types/8",
		"/memberships?parent=4", "/custom_types?project=4",
	} {
		b.get(path).want(http.StatusOK)
	}
	for _, parent := range []string{"5", "6", "7", "8"} {
		b.post("/memberships", `{"parent":"`+parent+`","member":"3"}`).want(http.StatusCreated)
	}
}

// Ensure seeds that are wrong are refused with the place and the reason.
func TestSeedRefusals(t *testing.T) {
	t.Parallel()
	cases := []struct{ old, new, want string }{
		{`"users":[`, `"people":[`, `unknown field "people"`},
		{`{"gid":"2","name":"U"}`, `{"gid":"2","name":"U","mail":"u@x"}`, `unknown field "mail"`},
		{`{"gid":"3","name":"T"}`, `{"gid":"3","name":"T","colour":1}`, `unknown field "colour"`},
		{`{"gid":"3","name":"T"}`, `{"gid":"3","name":"T","members":[{"user":"2","boss":true}]}`, `unknown field "boss"`},
		{`{"gid":"4","name":"P"}`, `{"gid":"4","name":"P","colour":"red"}`, `projects[0]: unknown member "colour"`},
		{`{"gid":"6","name":"G"}`, `{"gid":"6","name":"G","archived":true}`, `goals[0]: unknown member "archived"`},
		{`{"parent":"4","member":"2"}`, `{"parent":"4","member":"2","role":"x"}`, `unknown field "role"`},
		{`{"gid":"2","name":"U"}`, `{"name":"U"}`, "users[0] has no gid"},
		{`{"gid":"2","name":"U"}`, `{"gid":"2"}`, "users[0] has no name"},
		{`{"gid":"4","name":"P"}`, `{"name":"P"}`, "projects[0] has no gid"},
		{`{"gid":"4","name":"P"}`, `{"gid":4,"name":"P"}`, "gid is not a string"},
		{`{"gid":"5","name":"F"}`, `{"gid":"x5","name":"F"}`, `gid "x5" is not made of digits`},
		{`{"gid":"5","name":"F"}`, `{"gid":"4","name":"F"}`, "portfolios[0]: gid 4 is used twice"},
		{`{"gid":"1","name":"W"}`, `{}`, "workspace has no gid"},
		{`"member":"2"`, `"member":"9"`, `memberships[0].member: no user or team has the gid "9"`},
		{`"parent":"4"`, `"parent":"3"`, `memberships[0].parent: no project or portfolio`},
		{`"member":"2"}`, `"member":"2","access_level":"user"}`, `memberships[0].access_level: "user" is none of`},
		{`"member":"2"}`, `"member":"2"},{"parent":"4","member":"2"}`, "memberships[1]: 2 is a member of 4 already"},
		{`{"gid":"3","name":"T"}`, `{"gid":"3","name":"T","members":["9"]}`, `teams[0].members: no user has the gid "9"`},
		{`{"gid":"4","name":"P"}`, `{"gid":"4","name":"P","owner":"9"}`, `projects[0].owner: no user has the gid "9"`},
		{`{"gid":"4","name":"P"}`, `{"gid":"4","name":"P","team":5}`, "projects[0].team is neither a gid nor"},
		{`{"gid":"4","name":"P"}`, `{"gid":"4","name":"P","privacy_setting":"open"}`, `"open" is none of public_to_workspace`},
		{`{"gid":"4","name":"P"}`, `{"gid":"4","name":"P","archived":"yes"}`, "projects[0].archived is neither true nor false"},
		{
			`{"gid":"4","name":"P"}`, `{"gid":"4","name":"P","public":true,"privacy_setting":"private"}`,
			"public and privacy_setting contradict",
		},
		{`{"service"`, `{"t":"9","service"`, `tokens: no user has the gid "9"`},
		{`"tokens"`, `"settings":{"plan":"gold"},"tokens"`, `settings.plan: "gold" is none of paid, free`},
		{`"tokens"`, `"settings":{"oauth_clients":[{"client_id":"x"}]},"tokens"`, `"x" needs an id of its own and a secret`},
		{
			`"tokens"`, `"settings":{"oauth_clients":[{"client_id":"x","client_secret":"y","redirect_uris":["back"]}]},"tokens"`,
			`"back" is no address`,
		},
		{`"tokens"`, `"settings":{"deprecations":[{"name":"x"}]},"tokens"`, `"x" needs a name and the address`},
		{`"name":"T"`, `"name":"T","visibility":"hidden"`, `teams[0].visibility: "hidden" is none of secret`},
		{`"name":"T"`, `"name":"T","team_member_removal_access_level":"x"`, `teams[0]: "x" is none of all_team_members`},
		{`-token"}}`, `-token"}} {}`, "something follows"},
	}
	for _, tc := range cases {
		text := strings.Replace(small, tc.old, tc.new, 1)
		if text == small {
			t.Fatalf("%q is not in the seed", tc.old)
		}
		if _, err := sandbox.ReadSeed(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %q", tc.new, err, tc.want)
		}
	}
}

// Ensure references take a gid or an object, people listed in a parent become
// members, and an older public flag hides.
func TestSeedForms(t *testing.T) {
	t.Parallel()
	text := strings.Replace(small, `{"gid":"4","name":"P"}`, `{"gid":"4","name":"P","owner":{"gid":"2"},"team":"3",
		"public":false,"resource_type":"project"}`, 1)
	text = strings.Replace(text, `{"gid":"6","name":"G"}`, `{"gid":"6","name":"G","followers":["2"],"owner":null}`, 1)
	seed, err := sandbox.ReadSeed(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	b := start(t, sandbox.Options{Seed: seed})
	project := b.get("/projects/4").want(200)
	if project.at("owner", "name") != "U" || project.at("team", "name") != "T" || project.at("privacy_setting") != "private" {
		t.Errorf("the project is %s", project.raw)
	}
	if got := b.get("/memberships?parent=6").all("member", "gid"); got != "2" {
		t.Errorf("the goal's members are %q", got)
	}
}

// Ensure options that cannot work are refused.
func TestOptions(t *testing.T) {
	t.Parallel()
	for _, opts := range []sandbox.Options{{RatePerMinute: -1}, {Latency: -1}, {Seed: &sandbox.Seed{}}} {
		if _, err := sandbox.New(opts); err == nil {
			t.Errorf("%+v was taken", opts)
		}
	}
}
