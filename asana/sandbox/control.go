package sandbox

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"time"
)

// serveControl answers the controls, which need no token and have no limits.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request, name string) {
	switch r.Method + " " + name {
	case "GET state":
		newReply(http.StatusOK, s.state(), true).write(w)
	case "GET calls":
		newReply(http.StatusOK, s.journal.list(), true).write(w)
	case "POST faults":
		s.addFaults(w, r)
	case "POST deprecations":
		s.setDeprecations(w, r)
	case "POST clock":
		s.moveClock(w, r)
	case "POST reset":
		s.reset()
		newReply(http.StatusOK, map[string]any{}, false).write(w)
	default:
		http.Error(w, "the controls are GET state, GET calls, POST faults, POST deprecations, POST clock and POST reset", http.StatusNotFound)
	}
}

// addFaults puts faults into the queue.
func (s *Server) addFaults(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	list, err := readFaults(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.faults.add(list)
	newReply(http.StatusOK, map[string]any{}, false).write(w)
}

// setDeprecations replaces what is announced.
func (s *Server) setDeprecations(w http.ResponseWriter, r *http.Request) {
	list, err := readDeprecations(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.world.settings.Deprecations = list
	s.mu.Unlock()
	newReply(http.StatusOK, map[string]any{}, false).write(w)
}

// moveClock moves the sandbox's clock forward: tokens, codes and offsets grow
// old and limits refill.
func (s *Server) moveClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Forward string `json:"forward"`
	}
	err := json.NewDecoder(io.LimitReader(r.Body, bodyLimit)).Decode(&body)
	forward, wrong := time.ParseDuration(body.Forward)
	if err != nil || wrong != nil || forward < 0 {
		http.Error(w, `the clock takes {"forward":"1h"}`, http.StatusBadRequest)
		return
	}
	s.shift.Add(int64(forward))
	newReply(http.StatusOK, map[string]any{"now": s.clock().UTC().Format(time.RFC3339Nano)}, false).write(w)
}

// state writes the world down as a seed which would make it again.
func (s *Server) state() *Seed {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	out := &Seed{
		Workspace: w.workspace, Settings: w.settings, Tokens: w.tokens,
		Users: []SeedUser{}, Teams: []SeedTeam{}, Memberships: []SeedMembership{},
	}
	for _, u := range w.users {
		active := u.isActive
		out.Users = append(out.Users, SeedUser{
			GID: u.gid, Name: u.name, Email: u.email,
			IsGuest: u.isGuest, IsActive: &active, IsAdmin: u.isAdmin, IsViewOnly: u.isView,
		})
	}
	for _, t := range w.teams {
		out.Teams = append(out.Teams, t.state())
	}
	out.Projects, out.Portfolios = w.seeds(kindProject), w.seeds(kindPortfolio)
	out.Goals, out.CustomFields = w.seeds(kindGoal), w.seeds(kindCustomField)
	out.CustomTypes = w.seeds(kindCustomType)
	for _, m := range w.memberships() {
		out.Memberships = append(out.Memberships, SeedMembership{
			GID: m.gid, Parent: m.parent.gid, Member: m.member.gid, AccessLevel: m.level,
		})
	}
	return out
}

// state writes a team down.
func (t *team) state() SeedTeam {
	out := SeedTeam{GID: t.gid, Name: t.name, Members: []SeedTeamMember{}, SeedTeamPolicy: t.policy}
	for _, m := range t.members {
		out.Members = append(out.Members, SeedTeamMember{User: m.user.gid, IsAdmin: m.isAdmin, IsGuest: m.isGuest})
	}
	return out
}

// seeds writes the parents of a kind down.
func (w *world) seeds(k kind) []SeedParent {
	out := []SeedParent{}
	for _, p := range w.parents {
		if p.kind == k {
			members := maps.Clone(p.members)
			if list := w.placed(p); len(list) > 0 {
				members[projectsOf] = list
			}
			out = append(out, SeedParent{GID: p.gid, Name: p.name, Members: members})
		}
	}
	return out
}
