package asana_test

import (
	"testing"

	"rollcall/asana"
)

func TestParseLink(t *testing.T) {
	t.Parallel()
	project := asana.Link{Kind: "project", GID: "123"}
	for link, want := range map[string]asana.Link{
		"https://app.asana.com/0/123":                                    project,
		"https://app.asana.com/0/123/list":                               project,
		"https://app.asana.com/0/123/timeline/":                          project,
		"https://app.asana.com/0/123/456":                                project,
		"https://app.asana.com/0/123/456/f":                              project,
		"https://app.asana.com/0/123/123?x=1#y":                          project,
		"<https://app.asana.com/0/123/list|the site>":                    project,
		"<https://app.asana.com/0/123/list>":                             project,
		"app.asana.com/0/123/board":                                      project,
		"http://APP.asana.com/0/123/board":                               project,
		"https://app.asana.com/0/0/456":                                  {Kind: "task", GID: "456"},
		"https://app.asana.com/0/portfolio/77/list":                      {Kind: "portfolio", GID: "77"},
		"https://app.asana.com/0/portfolio/77/88":                        {Kind: "portfolio", GID: "77"},
		"https://app.asana.com/0/resource/77/list":                       {Kind: "portfolio", GID: "77"},
		"https://app.asana.com/0/goal/66":                                {Kind: "goal", GID: "66"},
		"https://app.asana.com/1/9/project/123":                          {Workspace: "9", Kind: "project", GID: "123"},
		"https://app.asana.com/1/9/project/123/list/5":                   {Workspace: "9", Kind: "project", GID: "123"},
		"https://app.asana.com/1/9/project/123/task/456":                 {Workspace: "9", Kind: "project", GID: "123"},
		"https://app.asana.com/1/9/portfolio/77/list/1":                  {Workspace: "9", Kind: "portfolio", GID: "77"},
		"https://app.asana.com/1/9/team/55":                              {Workspace: "9", Kind: "team", GID: "55"},
		"https://app.asana.com/1/9/goal/66":                              {Workspace: "9", Kind: "goal", GID: "66"},
		"https://app.asana.com/1/9/task/456?focus=true":                  {Workspace: "9", Kind: "task", GID: "456"},
		" <https://app.asana.com/1/9/goal/66|Goal &amp; more | really> ": {Workspace: "9", Kind: "goal", GID: "66"},
	} {
		if got, ok := asana.ParseLink(link); !ok || got != want {
			t.Errorf("%s is %+v, %v", link, got, ok)
		}
	}
}

func TestParseLink_Refuses(t *testing.T) {
	t.Parallel()
	for _, link := range []string{
		"", "123", "Website", "https://app.asana.com/", "https://app.asana.com/0", "https://app.asana.com/0/inbox/5", "https://app.asana.com/0/home/5",
		"https://app.asana.com/0/search", "https://app.asana.com/0/my_tasks", "https://app.asana.com/0/123/..%2f",
		"https://app.asana.com/0/portfolio/x", "https://app.asana.com/0/goal", "https://app.asana.com/0/0/list", "https://app.asana.com/2/9/project/123",
		"https://app.asana.com/1/9/my_tasks/5", "https://app.asana.com/1/x/project/5", "https://app.asana.com/1/9/project/x", "https://app.asana.com/1/9/project",
		"https://asana.com/0/123/list", "https://app.asana.com.evil.example/0/123", "https://app.asana.com@evil.example/0/123", "https://u@app.asana.com/0/123",
		"ftp://app.asana.com/0/123", "https://app.asana.com:8443/0/123", "javascript://app.asana.com/0/123", "https://app.asana.com/api/1.0/projects/123",
	} {
		if got, ok := asana.ParseLink(link); ok || got != (asana.Link{}) {
			t.Errorf("%s is taken for %+v", link, got)
		}
	}
}

// Ensure the addresses we make are read back as what they name.
func TestPermalink(t *testing.T) {
	t.Parallel()
	for _, workspace := range []string{"", "9"} {
		for _, kind := range []string{"project", "portfolio", "goal", "team", "task"} {
			address := asana.Permalink(kind, workspace, "123")
			want := asana.Link{Workspace: workspace, Kind: kind, GID: "123"}
			if got, ok := asana.ParseLink(address); !ok || got != want {
				t.Errorf("%s is read as %+v, want %+v", address, got, want)
			}
		}
	}
	for _, none := range []string{
		asana.Permalink("custom_field", "9", "123"), asana.Permalink("workspace", "", "9"),
		asana.Permalink("project", "9", "../x"), asana.Permalink("project", "x", "123"),
	} {
		if none != "" {
			t.Errorf("%s leads nowhere", none)
		}
	}
}
