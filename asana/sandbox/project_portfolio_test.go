package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"
)

// inClients is a seed whose private portfolio Client Work passes access to the
// private Salary Review on, and holds Website Relaunch without.
func inClients(seed *sandbox.Seed) {
	seed.Portfolios[1].Members["projects"] = []any{
		map[string]any{"project": salary, "is_access_control_inherited": true}, relaunch,
	}
}

// Ensure both sides list the projects in portfolios, and one place is read by
// its gid.
func TestProjectsInPortfolios(t *testing.T) {
	t.Parallel()
	b := seeded(t, inClients)
	list := b.get("/portfolios/" + clients + "/project_portfolio_settings?limit=1").want(200)
	if list.all("project", "gid") != salary || list.at(0, "portfolio", "name") != "Client Work" || list.at(0, "is_access_control_inherited") != true {
		t.Errorf("the first project of the portfolio: %s", list.raw)
	}
	list = b.get("/projects/" + relaunch + "/project_portfolio_settings").want(200)
	if list.all("portfolio", "gid") != clients || list.at(0, "is_access_control_inherited") != false {
		t.Errorf("the portfolios of the project: %s", list.raw)
	}
	one := b.get("/project_portfolio_settings/" + list.at(0, "gid").(string)).want(200)
	if one.at("project", "name") != "Website Relaunch" || one.at("created_at") == nil || one.at("resource_type") != "project_portfolio_setting" {
		t.Errorf("one place: %s", one.raw)
	}
	if got := b.get("/projects/" + website + "/project_portfolio_settings").want(200).raw; !strings.Contains(got, `"data":[]`) {
		t.Errorf("a project in no portfolio: %s", got)
	}
	b.get("/projects/"+nobody+"/project_portfolio_settings").refused(404, "project: Unknown object: "+nobody)
	b.get("/portfolios/"+salary+"/project_portfolio_settings").refused(404, "portfolio: Not a recognized ID: "+salary)
	b.get("/project_portfolio_settings/"+nobody).refused(404, "project_portfolio_setting: Unknown object: "+nobody)
}

// Ensure the members of a portfolio see the projects to which it passes access
// on, as long as it does, and no more than see.
func TestInheritedAccess(t *testing.T) {
	t.Parallel()
	b := seeded(t, inClients)
	reads := func(token string, status int) {
		t.Helper()
		b.as(token, http.MethodGet, "/projects/"+salary, "").want(status)
	}
	viewer, outsider := "sandbox-chloe-token", "sandbox-ben-token"
	reads(viewer, 200)
	reads(outsider, 403)
	b.as(viewer, http.MethodPost, "/memberships", `{"data":{"parent":"`+salary+`","member":"`+ben+`"}}`).want(403)

	place := "/project_portfolio_settings/" + b.get("/projects/"+salary+"/project_portfolio_settings").at(0, "gid").(string)
	put := func(data string) result { return b.as(service, http.MethodPut, place, `{"data":`+data+`}`) }
	b.as(outsider, http.MethodGet, place, "").refused(403, "You do not have access to this project portfolio setting.")
	b.as(viewer, http.MethodPut, place, `{"data":{"is_access_control_inherited":false}}`).want(403)
	put(`{"is_access_control_inherited":"no"}`).refused(400, "is_access_control_inherited: Not a valid boolean: string")
	put(`{"project":"`+website+`"}`).refused(400, "project: Cannot write this property")
	if got := put(`{}`).want(200).at("is_access_control_inherited"); got != true {
		t.Errorf("an empty update leaves %v", got)
	}
	if got := put(`{"is_access_control_inherited":false}`).want(200).at("is_access_control_inherited"); got != false {
		t.Errorf("the update answers %v", got)
	}
	reads(viewer, 403)
	b.post("/memberships", `{"parent":"`+clients+`","member":"`+engineers+`"}`).want(201)
	put(`{"is_access_control_inherited":true}`).want(200)
	reads(outsider, 200) // through a team in the portfolio
	if raw := strings.Join(strings.Fields(b.control(http.MethodGet, "state", "").raw), ""); !strings.Contains(raw, `{"is_access_control_inherited":true,"project":"`+salary+`"}`) {
		t.Errorf("the state does not tell: %s", raw)
	}
}

// Ensure what a portfolio holds is checked with the rest of a seed.
func TestProjectsOfPortfolioInSeed(t *testing.T) {
	t.Parallel()
	for projects, want := range map[string]string{
		`["4"]`: "", `[{"project":"4"}]`: "", `[{"project":{"gid":"4"},"is_access_control_inherited":false}]`: "", `[]`: "",
		`"4"`:                                "portfolios[0].projects is not a list",
		`["9"]`:                              `portfolios[0].projects: no project has the gid "9"`,
		`["4","4"]`:                          "portfolios[0].projects holds 4 twice",
		`[{"project":"4","inherited":true}]`: "portfolios[0].projects holds neither",
		`[{"project":"4","is_access_control_inherited":"true"}]`: "portfolios[0].projects holds neither",
		`[7]`: "portfolios[0].projects holds neither",
	} {
		text := strings.Replace(small, `"name":"F"`, `"name":"F","projects":`+projects, 1)
		_, err := sandbox.ReadSeed(strings.NewReader(text))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", projects, err, want)
		}
	}
}
