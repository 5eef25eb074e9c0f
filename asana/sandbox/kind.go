package sandbox

import "slices"

// kind is what Asana calls a resource_type.
type kind string

const (
	kindUser        kind = "user"
	kindTeam        kind = "team"
	kindWorkspace   kind = "workspace"
	kindProject     kind = "project"
	kindPortfolio   kind = "portfolio"
	kindGoal        kind = "goal"
	kindCustomField kind = "custom_field"
	kindCustomType  kind = "custom_type"
)

// parentKinds returns the five kinds which /memberships serves, in the order in
// which a seed lists them.
func parentKinds() []kind {
	return []kind{kindProject, kindPortfolio, kindGoal, kindCustomField, kindCustomType}
}

// parentRules is what sets one kind of parent apart from the others.
type parentRules struct {
	// levels are the access levels which the kind takes, strongest first.
	levels []string
	// roles are the deprecated words which creation still takes, if any.
	roles []string
	// level is the default of a parent which names none itself.
	level string
	// privacy are the settings which the kind takes; the first is the default
	// and opens the parent to everybody in the workspace.
	privacy []string
	// concealed tells that a parent the caller may not see is answered as one
	// that does not exist; otherwise its existence shows through a 403.
	concealed bool
}

// rulesOf returns the rules of a kind of parent.
func rulesOf(k kind) parentRules {
	switch k {
	case kindProject:
		return parentRules{
			levels:  []string{"admin", "editor", "commenter", "viewer"},
			roles:   []string{"admin", "editor", "commenter"},
			level:   "editor",
			privacy: []string{"public_to_workspace", "private_to_team", "private"},
		}
	case kindPortfolio:
		return parentRules{
			levels:  []string{"admin", "editor", "viewer"},
			level:   "viewer",
			privacy: []string{"public_to_domain", "members_only"},
		}
	case kindGoal:
		return parentRules{
			levels:    []string{"admin", "editor", "commenter", "viewer"},
			roles:     []string{"editor", "commenter"},
			level:     "commenter",
			privacy:   []string{"public_to_workspace", "members_only"},
			concealed: true,
		}
	case kindCustomField:
		return parentRules{
			levels:    []string{"admin", "editor", "user"},
			level:     "user",
			privacy:   []string{"public_with_guests", "public", "private"},
			concealed: true,
		}
	default: // Custom types have no privacy setting of their own.
		return parentRules{levels: []string{"admin", "editor", "user", "viewer"}, level: "user", concealed: true}
	}
}

// rank orders access levels of all kinds: the higher, the stronger. No level is 0.
func rank(level string) int {
	weakestFirst := []string{"viewer", "user", "commenter", "editor", "admin"}
	return slices.Index(weakestFirst, level) + 1
}
