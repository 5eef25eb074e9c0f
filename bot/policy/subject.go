package policy

import (
	"slices"
	"time"
)

// subject is what is judged: the facts, with what several rules compare worked out once.
type subject struct {
	Facts
	name   string // of the parent, folded
	email  string // of the target, folded
	length time.Duration
	vars   map[string]any // for CEL, once a rule wants them
}

func newSubject(f Facts) *subject {
	return &subject{Facts: f, name: fold(f.Parent.Name), email: fold(f.Target.Email), length: length(f.Duration)}
}

// is tells whether the requester is who a word or id names.
func (r Requester) is(who string) bool {
	switch {
	case who == FromAdmins:
		return r.Admin
	case who[0] == 'S':
		return slices.Contains(r.Groups, who)
	case who[0] == 'U' || who[0] == 'W':
		return r.SlackUser == who
	}
	return slices.Contains(r.roles(), who)
}

// roles are the words for what the requester is in the parent. Who has the level admin has a level.
func (r Requester) roles() []string {
	var all []string
	for _, role := range r.Roles {
		all = append(all, string(role))
	}
	if slices.Contains(r.Roles, ParentAdmin) && !slices.Contains(r.Roles, Member) {
		all = append(all, string(Member))
	}
	return all
}

// isTeam tells teams from people; whatever is no team is taken for a person.
func (t Target) isTeam() bool { return t.Type == wordTeam }

// is tells whether the target is who a word, an id or an address names.
func (s *subject) targetIs(who pattern) bool {
	t := s.Target
	switch who.text {
	case wordSelf:
		return t.Self
	case wordOthers:
		return !t.Self
	case wordUser:
		return !t.isTeam()
	case wordTeam:
		return t.isTeam()
	}
	switch {
	case who.gid:
		return t.GID == who.text
	case slackGroup.MatchString(who.text):
		return slices.Contains(t.Groups, who.text)
	case slackUser.MatchString(who.text):
		return t.SlackUser == who.text
	}
	return s.email != "" && who.matches(s.email)
}
