package asana

import (
	"cmp"
	"encoding/json"
)

// Details are the members that only some memberships have, or only their older
// forms. A nil flag means that Asana says nothing. All of them can be read, and
// no endpoint sets them.
type Details struct {
	// IsAdmin and IsGuest are told of people in teams and workspaces.
	IsAdmin *bool `json:"is_admin"`
	IsGuest *bool `json:"is_guest"`
	// IsLimitedAccess is told of people in teams.
	IsLimitedAccess *bool `json:"is_limited_access"`
	// IsActive and IsViewOnly are told of people in workspaces; active is also who
	// was invited and has not come yet.
	IsActive   *bool `json:"is_active"`
	IsViewOnly *bool `json:"is_view_only"`
	// IsCommenter and IsEditor are told of goals, where today they are always null.
	IsCommenter *bool `json:"is_commenter"`
	IsEditor    *bool `json:"is_editor"`
	// Role is what goals had before levels: "commenter" or "editor".
	Role string `json:"role"`
	// WriteAccess is what projects had before levels: "full_write" or
	// "comment_only".
	WriteAccess string `json:"write_access"`
	// UserTaskList is a person's My Tasks in the workspace.
	UserTaskList Object `json:"user_task_list"`
	// VacationDates are deprecated; nil when there are none.
	VacationDates *VacationDates `json:"vacation_dates"`
	// CreatedAt is when a person came to the workspace, in Asana's words.
	CreatedAt string `json:"created_at"`
}

// VacationDates say when a person is away; EndOn is empty while that is open.
type VacationDates struct {
	StartOn string `json:"start_on"`
	EndOn   string `json:"end_on"`
}

// membershipRecord is a membership in any of the forms in which Asana has told
// them: today's names both ends member and parent, older ones by their kinds.
type membershipRecord struct {
	GID             string       `json:"gid"`
	ResourceType    string       `json:"resource_type"`
	ResourceSubtype string       `json:"resource_subtype"`
	AccessLevel     string       `json:"access_level"`
	Member          Object       `json:"member"`
	User            Object       `json:"user"`
	Parent          parentRecord `json:"parent"`
	Project         parentRecord `json:"project"`
	Portfolio       parentRecord `json:"portfolio"`
	Goal            parentRecord `json:"goal"`
	Team            parentRecord `json:"team"`
	Workspace       parentRecord `json:"workspace"`
	Details
}

// parentRecord is a parent, which for goals tells its owner.
type parentRecord struct {
	Object
	Owner Object `json:"owner"`
}

// UnmarshalJSON reads a membership of any kind, in today's form or an older one.
func (m *Membership) UnmarshalJSON(data []byte) error {
	var r membershipRecord
	if err := json.Unmarshal(data, &r); err != nil {
		return err
	}
	// A goal's own record names its workspace too, so that comes last.
	parent := cmp.Or(r.Parent, r.Project, r.Portfolio, r.Goal, r.Team, r.Workspace)
	*m = Membership{
		GID: r.GID, ResourceType: r.ResourceType, ResourceSubtype: r.ResourceSubtype, AccessLevel: r.AccessLevel,
		Member: cmp.Or(r.Member, r.User), Parent: parent.Object, Owner: parent.Owner, Details: r.Details,
	}
	// Older forms say the kinds by the names of their members alone.
	if r.User.GID != "" && m.Member.GID == r.User.GID {
		m.Member.ResourceType = cmp.Or(m.Member.ResourceType, "user")
	}
	if m.Parent.GID != "" {
		m.Parent.ResourceType = cmp.Or(m.Parent.ResourceType, m.Kind())
	}
	return nil
}
