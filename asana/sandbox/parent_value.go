package sandbox

import "cmp"

// defaultLevel returns the access level of a new member who is given none.
func (w *world) defaultLevel(p *parent, member string) string {
	rules := rulesOf(p.kind)
	own, _ := text(p.members, "default_access_level")
	if p.kind == kindCustomField {
		// The document exempts private fields and guests from the field's own
		// default, without saying what holds for them: the weakest does here.
		u := w.userByGID(member)
		if p.privacy() == "private" || (u != nil && u.isGuest) {
			return rules.level
		}
	}
	return cmp.Or(own, rules.level)
}

// privacy returns the privacy setting, which an older public flag stands in for.
func (p *parent) privacy() string {
	words := rulesOf(p.kind).privacy
	if setting, _ := text(p.members, "privacy_setting"); setting != "" {
		return setting
	}
	if len(words) == 0 {
		return ""
	}
	if public, ok := p.members["public"].(bool); ok && !public {
		return words[len(words)-1]
	}
	return words[0]
}

// points returns the gid that a reference member points at, if it does.
func (p *parent) points(name string) string {
	gid, _ := gidOf(p.members[name])
	return gid
}

// people returns the gids of a list of references.
func (p *parent) people(name string) []string {
	list, _ := p.members[name].([]any)
	gids := make([]string, 0, len(list))
	for _, item := range list {
		if gid, ok := gidOf(item); ok {
			gids = append(gids, gid)
		}
	}
	return gids
}
