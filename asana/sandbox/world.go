package sandbox

import (
	"strconv"
	"time"
)

// world is the company as it stands. The server's lock guards it.
type world struct {
	workspace SeedWorkspace
	domains   []string
	settings  SeedSettings
	tokens    map[string]string
	oauth     *oauth
	// bot is how the service account shows itself; it belongs to no workspace.
	bot *user

	users []*user
	// byGID finds users; it catches up with them, for they only ever grow.
	byGID    map[string]*user
	teams    []*team
	parents  []*parent
	spaces   []*workspaceMembership
	requests []*accessRequest
	// placements are the projects in portfolios.
	placements []*placement
	// rows are the memberships of each parent by its gid, oldest first.
	rows map[string][]*membership

	// taken are the gids of the seed, which new ones keep clear of.
	taken    map[string]bool
	lastGID  int
	sequence int
	born     time.Time
}

// user is a person.
type user struct {
	gid, name, email                   string
	isGuest, isActive, isAdmin, isView bool
}

// team is a team and the people in it, in the order in which they joined.
type team struct {
	gid, name string
	policy    SeedTeamPolicy
	members   []*teamMember
}

// teamMember is a team membership.
type teamMember struct {
	gid              string
	user             *user
	isAdmin, isGuest bool
}

// parent is a project, portfolio, goal, custom field or custom type.
type parent struct {
	kind      kind
	gid, name string
	// members are what the seed gave beside gid and name.
	members map[string]any
	// touched orders parents by the last time that somebody was added.
	touched int
}

// membership says that a user or team has an access level on a parent.
type membership struct {
	gid    string
	order  int
	parent *parent
	member resource
	level  string
}

// workspaceMembership is a stay of a person in the workspace. Who leaves and
// comes back has an inactive one and an active one.
type workspaceMembership struct {
	gid     string
	user    *user
	active  bool
	created time.Time
}

// resource points at anything that has a gid.
type resource struct {
	kind kind
	gid  string
}

// newGID returns a gid that nothing has. Sixteen digits are what Asana gives.
func (w *world) newGID() string {
	for {
		w.lastGID++
		gid := strconv.Itoa(1_209_000_000_000_000 + w.lastGID)
		if !w.taken[gid] {
			return gid
		}
	}
}

// next returns a number which grows with every call.
func (w *world) next() int {
	w.sequence++
	return w.sequence
}
