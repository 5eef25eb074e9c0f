package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
)

// SeedTeamMember is a person in a team: either the user's gid alone or an
// object which adds the flags.
type SeedTeamMember struct {
	User    string
	IsAdmin bool
	IsGuest bool
}

// seedTeamMember is the long form of [SeedTeamMember].
type seedTeamMember struct {
	User    string `json:"user"`
	IsAdmin bool   `json:"is_admin"`
	IsGuest bool   `json:"is_guest"`
}

// UnmarshalJSON reads both forms.
func (m *SeedTeamMember) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		*m = SeedTeamMember{}
		return json.Unmarshal(data, &m.User)
	}
	var long seedTeamMember
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&long); err != nil {
		return fmt.Errorf("a member of a team: %w", err)
	}
	*m = SeedTeamMember(long)
	return nil
}

// MarshalJSON writes the short form when there is no flag to tell.
func (m SeedTeamMember) MarshalJSON() ([]byte, error) {
	if !m.IsAdmin && !m.IsGuest {
		return json.Marshal(m.User)
	}
	return json.Marshal(seedTeamMember(m))
}

// SeedParent is a project, portfolio, goal, custom field or custom type.
type SeedParent struct {
	GID  string
	Name string
	// Members holds whatever else the seed gives, by Asana's names. References
	// are a gid or an object with one.
	Members map[string]any
}

// UnmarshalJSON takes gid and name out of the object and keeps the rest.
func (p *SeedParent) UnmarshalJSON(data []byte) error {
	members := map[string]any{}
	if err := json.Unmarshal(data, &members); err != nil {
		return fmt.Errorf("a parent: %w", err)
	}
	var ok bool
	if p.GID, ok = text(members, "gid"); !ok {
		return errors.New("a parent's gid is not a string")
	}
	if p.Name, ok = text(members, "name"); !ok {
		return fmt.Errorf("the name of %q is not a string", p.GID)
	}
	delete(members, "gid")
	delete(members, "name")
	p.Members = members
	return nil
}

// MarshalJSON writes gid and name beside the other members.
func (p SeedParent) MarshalJSON() ([]byte, error) {
	members := maps.Clone(p.Members)
	if members == nil {
		members = map[string]any{}
	}
	members["gid"], members["name"] = p.GID, p.Name
	return json.Marshal(members)
}

// text returns a string member; one that is missing is empty, one of another
// type is not ok.
func text(members map[string]any, name string) (string, bool) {
	value, present := members[name]
	if !present {
		return "", true
	}
	s, ok := value.(string)
	return s, ok
}
