package asana

import "fmt"

// UnsupportedError refuses what older descriptions of the API offered and nothing
// in today's answers. It is said before anything is sent.
type UnsupportedError struct {
	// What was asked for, Why it cannot be had, and what to do Instead.
	What, Why, Instead string
}

// Error implements error.
func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("%s is not possible: %s; %s", e.What, e.Why, e.Instead)
}

// Unwrap says that the argument is wrong.
func (e *UnsupportedError) Unwrap() error { return ErrArgument }

// Flags are what older descriptions of the API let be set of people in teams and
// workspaces, or of all memberships. Today they can only be read.
type Flags struct {
	IsAdmin, IsGuest, IsActive *bool
}

// check refuses every flag that is set, on or off.
func (f Flags) check() error {
	for _, flag := range []struct {
		name  string
		value *bool
	}{{"is_admin", f.IsAdmin}, {"is_guest", f.IsGuest}, {"is_active", f.IsActive}} {
		if flag.value != nil {
			return &UnsupportedError{
				What:    "setting " + flag.name,
				Why:     "Asana shows it for people in teams and workspaces, and no endpoint sets it",
				Instead: "change it in Asana's admin console or through SCIM",
			}
		}
	}
	return nil
}

// noLevels refuses to change people in teams and workspaces.
func noLevels(kind string) error {
	return &UnsupportedError{
		What:    "changing a membership of a " + kind,
		Why:     "it has no access level, and its flags can only be read",
		Instead: "remove the person, or use Asana's admin console or SCIM",
	}
}

// noParent refuses lists that need one.
func noParent(kind string) error {
	return &UnsupportedError{
		What:    fmt.Sprintf("listing memberships of every %s", kind),
		Why:     "Asana has no such list",
		Instead: "name the parent",
	}
}

// noTeam refuses teams where only people are members.
func noTeam(kind string) error {
	return &UnsupportedError{
		What:    "a team as member of a " + kind,
		Why:     "only people are",
		Instead: "name a person",
	}
}

// noProjects refuses the list of one person's projects.
func noProjects() error {
	return &UnsupportedError{
		What:    "listing a person's project memberships",
		Why:     "without a parent Asana lists those of teams alone",
		Instead: "search the workspace's projects by member and read each, which finds 100 at most",
	}
}

// noEviction refuses to remove somebody from a workspace in passing.
func noEviction() error {
	return &UnsupportedError{
		What:    "removing somebody from the workspace without confirmation",
		Why:     "it ends all their access, passes on what they own, and cannot be undone",
		Instead: "confirm it",
	}
}

// noTypeahead refuses to search by name where Asana does not.
func noTypeahead(kind, instead string) error {
	return &UnsupportedError{What: fmt.Sprintf("finding a %s by name", kind), Why: "Asana's typeahead does not know it", Instead: instead}
}
