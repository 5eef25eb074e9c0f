package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// list names who is in a project, how, and under which gid, and leads to the project; show tells one of these rows by its gid.
func TestListAndShow(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	answer := c.asks(ada, "list Website").Text
	holds(t, answer, "/project/"+website+"|Website> has 4 members.", "team *Design* editor", "*Maya Ito* commenter", "*Chloé Dubois* admin")
	row := c.rows(website, mayaGID)[0]
	holds(t, answer, "*Maya Ito* commenter `"+row.GID+"`")
	holds(t, c.asks(ada, "show "+row.GID).Text, "*Maya Ito* commenter `"+row.GID+"` on the project <https://app.asana.com/1/"+workspaceGID+"/project/"+website+"|Website>")

	c.does(ada, "remove @chloe from project Website anyway")
	holds(t, c.asks(ada, "list Website").Text, "has 3 members.") // nothing of a list is remembered
	holds(t, c.asks(ada, `list Website and "Harbour App"`).Text, "|Website> has 3 members.", "|Harbour App> has 3 members.", "team *Engineering* editor")

	read := 0
	for _, e := range s.log() {
		if e.Action == "request_completed" && e.Request == "" {
			read++
		}
	}
	if read != 4 {
		t.Errorf("%d events of questions, want 4", read)
	}
}

// A long list has pages that are turned in place and together show each row once, also when several projects are listed.
func TestLongList(t *testing.T) {
	t.Parallel()
	const crowd, few = "1208000000030401", "1208000000030402"
	for _, members := range []int{1, 39, 40, 41, 42, 60, 230} {
		t.Run(fmt.Sprint(members), func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
				as.Projects = append(as.Projects, project(crowd, "Crowd", nil), project(few, "Few", nil))
				as.Memberships = append(as.Memberships, asanasandbox.SeedMembership{Parent: few, Member: adaGID, AccessLevel: "admin"})
				for i := range members {
					gid := fmt.Sprint(1208000000011000 + i)
					as.Users = append(as.Users, asanasandbox.SeedUser{GID: gid, Name: fmt.Sprintf("Person Number%d", i)})
					as.Memberships = append(as.Memberships, asanasandbox.SeedMembership{Parent: crowd, Member: gid, AccessLevel: "viewer"})
				}
			})
			c.serve(sqliteURL(t), nil)
			for text, all := range map[string]int{"list Crowd": members, "list Few and Crowd": members + 2} { // with the row and the heading of the other
				answer := c.asks(ada, text)
				for rows := rowsOf(answer.Text); ; rows = append(rows, rowsOf(answer.Text)...) {
					if len(rowsOf(answer.Text)) > 40 {
						t.Errorf("%s: a page of %d rows", text, len(rowsOf(answer.Text)))
					}
					if !slices.Contains(answer.buttons(), "page_next") {
						if slices.Sort(rows); len(slices.Compact(rows)) != all {
							t.Errorf("%s: %d rows, want %d together:\n%s", text, len(rows), all, answer.Text)
						}
						break
					}
					answer = c.turns(answer, "page_next")
				}
			}
		})
	}
}

// rowsOf are the lines of a list in a message.
func rowsOf(text string) (rows []string) {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "• ") {
			rows = append(rows, line)
		}
	}
	return rows
}

// turns presses a button of a list that Ada asked for, and returns what stands in its place.
func (c *company) turns(m said, action string) said {
	c.t.Helper()
	c.clicks("ada", m, action)
	return c.waitSaid("another page", func(n said) bool { return n.Channel == m.Channel && n.TS == m.TS && n.Text != m.Text })
}
