package bot

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/asana"
	"rollcall/bot/command"
)

const (
	// suggested is the most that an answer holds; a chat takes no more.
	suggested = 100
	// otherGroup is the heading of what belongs to no team, beside what does.
	otherGroup = "Other"
)

// entry is one option while the answer is put together.
type entry struct {
	Option
	gid    string
	folded string // the text
	note   string // tells it from namesakes
	place  int    // in what Asana found
	group  group
}

// group is where an entry is shown: groups of a lower order first.
type group struct {
	order int
	key   string
	label string
}

// suggestionsFor answers with what is known now, of what somebody sees.
func (b *Bot) suggestionsFor(as asking, searches []search) []OptionGroup {
	var all []entry
	text := ""
	for _, s := range searches {
		text = s.text
		if s.in != "" && !b.seesProject(as, s.in) {
			continue
		}
		for i, c := range b.suggests.pages.matching(s) {
			if b.sees(as, c) {
				all = append(all, b.entries(as, s, c, i)...)
			}
		}
	}
	return arrange(all, text)
}

func (b *Bot) seesProject(as asking, gid string) bool {
	project, ok := b.suggests.pages.seen.Get(asana.KindProject + gid)
	return ok && b.sees(as, project)
}

// everyoneIn begins what is called by the people of a team.
const everyoneIn = "Everyone in "

// entries are the options that stand for a candidate.
func (b *Bot) entries(as asking, s search, c candidate, place int) []entry {
	one := entry{Option: Option{Value: c.GID, Text: cmp.Or(c.Name, c.GID)}, gid: c.GID, folded: c.folded, note: c.whose, place: place}
	switch {
	case c.Kind == memberUser:
		one.Value, one.Note = c.email, c.email
		one.group = group{0, "people", "People"}
		return []entry{one}
	case s.members:
		each := one
		one.Value, one.group = whoWords(command.Who{Kind: command.WhoTeam, GID: c.GID}), group{1, "teams", "Teams"}
		each.Text = everyoneIn + one.Text
		each.Value, each.group = whoWords(command.Who{Kind: command.WhoEveryone, GID: c.GID}), group{2, "everyone", "Everyone in a team"}
		return []entry{one, each}
	case c.Kind == asana.KindProject && c.home.GID != "" && b.sees(as, known(c.home)):
		one.note, one.group = c.home.Name, group{0, c.home.GID, c.home.Name}
	case c.Kind == asana.KindProject:
		one.group = group{1, "", otherGroup}
	}
	return []entry{one}
}

// arrange orders the options, leaves out what is too much, tells namesakes apart and groups what is left.
func arrange(all []entry, text string) []OptionGroup {
	all = slices.DeleteFunc(all, func(e entry) bool { return e.Value == "" || utf8.RuneCountInString(e.Value) > maxOption })
	slices.SortStableFunc(all, func(a, b entry) int {
		if text == "" { // as Asana orders them: what was used last comes first
			return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.group.order, b.group.order))
		}
		return cmp.Or(
			cmp.Compare(closeness(a.folded, text), closeness(b.folded, text)), strings.Compare(a.folded, b.folded),
			cmp.Compare(a.group.order, b.group.order), strings.Compare(a.gid, b.gid),
		)
	})
	all = distinctValues(all)
	all = all[:min(len(all), suggested)]
	tellApart(all)
	return grouped(all)
}

// bestFirst orders candidates as the answer will.
func bestFirst(found []candidate, text string) []candidate {
	if text == "" {
		return found
	}
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(closeness(a.folded, text), closeness(b.folded, text)), byName(a, b))
	})
	return found
}

// closeness is 0 for a name that begins with the text, 1 for one with a word that does, and 2 for others.
func closeness(name, text string) int {
	if strings.HasPrefix(name, text) {
		return 0
	}
	for at := 1; at < len(name); at++ {
		if !strings.HasPrefix(name[at:], text) {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(name[:at]); !unicode.IsLetter(before) && !unicode.IsDigit(before) && !unicode.IsMark(before) {
			return 1
		}
	}
	return 2
}

// distinctValues keeps the first option of each value.
func distinctValues(all []entry) []entry {
	had := make(map[string]bool, len(all))
	return slices.DeleteFunc(all, func(e entry) bool {
		again := had[e.Value]
		had[e.Value] = true
		return again
	})
}

// tellApart gives a note to what has the same text as another option of its kind: what is known of it, or its gid where that is the same too.
func tellApart(all []entry) {
	same := make(map[[2]string]int)
	texts := func(e entry) [2]string { return [2]string{e.kindOf(), e.folded} }
	notes := func(e entry) [2]string { return [2]string{e.kindOf() + "\n" + e.folded, fold(e.note)} }
	for _, e := range all {
		same[texts(e)]++
		same[notes(e)]++
	}
	for i, e := range all {
		switch {
		case e.Note != "" || same[texts(e)] == 1:
		case e.note == "" || same[notes(e)] > 1:
			all[i].Note = e.gid
		default:
			all[i].Note = e.note
		}
	}
}

// kindOf tells what is never taken for one another: people, teams and everyone in a team have headings of their own.
func (e entry) kindOf() string {
	switch e.group.key {
	case "people", "teams", "everyone":
		return e.group.key
	}
	return ""
}

// grouped puts the options under their headings. Groups come in the order of their best options.
func grouped(all []entry) []OptionGroup {
	var order []group
	options := make(map[group][]Option)
	for _, e := range all {
		if _, ok := options[e.group]; !ok {
			order = append(order, e.group)
		}
		options[e.group] = append(options[e.group], e.Option)
	}
	slices.SortStableFunc(order, func(a, b group) int { return cmp.Compare(a.order, b.order) })
	groups := make([]OptionGroup, len(order))
	for i, g := range order {
		groups[i] = OptionGroup{Label: g.label, Options: options[g]}
	}
	if len(groups) == 1 && groups[0].Label == otherGroup && order[0].order == 1 {
		groups[0].Label = "" // there is nothing beside it
	}
	return groups
}

// clipRunes returns the beginning of a text.
func clipRunes(s string, most int) string {
	for i := range s {
		if most == 0 {
			return s[:i]
		}
		most--
	}
	return s
}
