package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// typeaheadTypes are the resource types that typeahead takes.
func typeaheadTypes() []string {
	return strings.Fields("actor agent custom_field goal project project_template portfolio tag task team user")
}

// typeahead searches by name. It has one page, is not exhaustive by design, and
// shows only what the caller may see.
func (c *call) typeahead() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	resourceType, err := c.required("resource_type")
	if err != nil {
		return nil, err
	}
	if !slices.Contains(typeaheadTypes(), resourceType) {
		return nil, invalid("resource_type: Not a valid value: %s", resourceType)
	}
	count, err := c.count()
	if err != nil {
		return nil, err
	}
	words := strings.Fields(fold(c.query.Get("query")))
	found := slices.DeleteFunc(c.candidates(resourceType), func(r *record) bool { return !matches(r, words) })
	return all(found[:min(count, len(found))])
}

// count reads how many candidates are wanted.
func (c *call) count() (int, error) {
	if !c.query.Has("count") {
		return 20, nil
	}
	count, err := strconv.Atoi(c.query.Get("count"))
	if err != nil || count < 1 || count > 100 {
		return 0, invalid("count: Must be between 1 and 100")
	}
	return count, nil
}

// candidates returns what a type has to offer, in Asana's order: parents by how
// recently somebody was added, people and teams as the seed lists them.
func (c *call) candidates(resourceType string) []*record {
	switch resourceType {
	case "user", "actor":
		return records(c.colleagues(), c.compactUser)
	case "team":
		return records(c.teamsWhere(func(*team) bool { return true }), c.compactTeam)
	case "project", "portfolio", "goal", "custom_field":
		found := c.visible(kind(resourceType), func(*parent) bool { return true })
		slices.SortStableFunc(found, func(a, b *parent) int { return cmp.Compare(b.touched, a.touched) })
		return records(found, func(p *parent) *record {
			return c.parentRecord(p).only("gid", "resource_type", "name")
		})
	default: // Agents, tags, tasks and templates: this company has none.
		return nil
	}
}

// matches tells whether every word occurs in the name or e-mail address.
func matches(r *record, words []string) bool {
	name, _ := text(r.members, "name")
	email, _ := text(r.members, "email")
	hay := fold(name + " " + email)
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(hay, word) })
}

// fold makes letters comparable without regard to case and accents.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}
