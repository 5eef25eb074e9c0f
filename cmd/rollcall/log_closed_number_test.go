package main

import (
	"regexp"
	"slices"
	"strconv"
)

// requestName finds the names of requests.
var requestName = regexp.MustCompile(`\bR(\d+)\b`)

// really puts the names that requests have in place of those that a script counts: on PostgreSQL what was not accepted takes a number too.
func (m *mortal) really(text string) string {
	if !requestName.MatchString(text) {
		return text
	}
	ids := m.side.list(`select id from requests order by id`)
	return requestName.ReplaceAllStringFunc(text, func(name string) string {
		n, err := strconv.Atoi(name[1:])
		if err != nil || n < 1 || n > len(ids) {
			return name
		}
		return "R" + ids[n-1]
	})
}

// numbered counts the requests as the script does.
func (a aftermath) numbered(m *mortal) aftermath {
	ids := m.side.list(`select id from requests order by id`)
	count := func(name string) string {
		if i := slices.Index(ids, name[1:]); i >= 0 {
			return "R" + strconv.Itoa(i+1)
		}
		return name
	}
	for _, words := range [][]string{a.Order, a.Told, a.Cards} {
		for i, text := range words {
			words[i] = requestName.ReplaceAllStringFunc(text, count)
		}
	}
	events := make(map[string][]string, len(a.Events))
	for request, lines := range a.Events {
		events[count(request)] = lines
	}
	a.Events = events
	return a
}
