package sandbox

import (
	"fmt"
	"slices"
)

// projectsOf is the one member of a seed which is not Asana's: the document
// finds custom types by project but gives them nothing that names it, and has
// what a portfolio holds beside its record.
const projectsOf = "projects"

// parents checks the members of projects, portfolios, goals, fields and types.
func (c *seedCheck) parents() {
	for _, k := range parentKinds() {
		for i, parent := range c.seed.parents(k) {
			c.parent(fmt.Sprintf("%ss[%d]", k, i), k, parent.Members)
		}
	}
}

// parent checks one of them.
func (c *seedCheck) parent(where string, k kind, members map[string]any) {
	known := membersOf(k)
	for name, value := range members {
		at := where + "." + name
		switch {
		case k == kindCustomType && name == projectsOf:
			c.references(at, value, kindProject)
		case k == kindPortfolio && name == projectsOf:
			c.placements(at, value)
		case name == "resource_type":
			c.oneOf(at, fmt.Sprint(value), []string{string(k)})
		case !slices.Contains(known, name):
			c.fail("%s: unknown member %q", where, name)
		case referenceMembers()[name] != "":
			c.reference(at, value, referenceMembers()[name])
		case slices.Contains(peopleMembers(), name):
			c.references(at, value, kindUser)
		default:
			c.value(at, k, name, value)
		}
	}
	c.privacy(where, k, members)
}

// reference checks a gid or an object with one; null points at nothing.
func (c *seedCheck) reference(at string, value any, k kind) {
	if value == nil {
		return
	}
	gid, ok := gidOf(value)
	if !ok {
		c.fail("%s is neither a gid nor an object with one", at)
		return
	}
	c.refers(at, gid, k)
}

// references checks a list of references.
func (c *seedCheck) references(at string, value any, k kind) {
	list, ok := value.([]any)
	if !ok {
		c.fail("%s is not a list", at)
	}
	for _, item := range list {
		c.reference(at, item, k)
	}
}

// placements checks the projects of a portfolio, each of which is there once.
func (c *seedCheck) placements(at string, value any) {
	list, ok := value.([]any)
	if !ok {
		c.fail("%s is not a list", at)
	}
	seen := map[string]bool{}
	for _, item := range list {
		gid, _, ok := placementOf(item)
		switch {
		case !ok:
			c.fail(`%s holds neither a gid nor {"project","is_access_control_inherited"}`, at)
			continue
		case seen[gid]:
			c.fail("%s holds %s twice", at, gid)
		}
		seen[gid] = true
		c.refers(at, gid, kindProject)
	}
}

// value checks the members which the server acts upon.
func (c *seedCheck) value(at string, k kind, name string, value any) {
	word, isText := value.(string)
	switch name {
	case "privacy_setting":
		c.oneOf(at, word, rulesOf(k).privacy)
	case "default_access_level":
		c.oneOf(at, word, rulesOf(k).levels)
	case "minimum_access_level_for_sharing", "minimum_access_level_for_customization":
		c.oneOf(at, word, []string{"admin", "editor"})
	case "archived", "public", "completed", "is_workspace_level":
		if _, ok := value.(bool); !ok {
			c.fail("%s is neither true nor false", at)
		}
	case "notes", "permalink_url", "created_at", "modified_at", "type", "resource_subtype":
		if !isText {
			c.fail("%s is not a string", at)
		}
	}
}

// privacy refuses a public flag which contradicts the privacy setting.
func (c *seedCheck) privacy(where string, k kind, members map[string]any) {
	public, hasFlag := members["public"].(bool)
	setting, hasSetting := members["privacy_setting"].(string)
	if hasFlag && hasSetting && public != (setting == rulesOf(k).privacy[0]) {
		c.fail("%s: public and privacy_setting contradict each other", where)
	}
}

// gidOf reads a reference in either of its forms.
func gidOf(value any) (string, bool) {
	if object, ok := value.(map[string]any); ok {
		value = object["gid"]
	}
	gid, ok := value.(string)
	return gid, ok
}
