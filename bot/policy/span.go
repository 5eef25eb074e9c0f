package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// span is a range of durations, both ends included.
type span struct{ from, to time.Duration }

// always is every duration, for good included.
func always() span { return span{0, forever} }

// length makes durations comparable: for good is longer than everything.
func length(d time.Duration) time.Duration {
	if d == 0 {
		return forever
	}
	return max(0, d)
}

func (s span) holds(d time.Duration) bool { return s.from <= d && d <= s.to }

// parseSpan reads limited, permanent, or a comparison such as <= 30d.
func parseSpan(text string) (span, error) {
	switch text {
	case "limited":
		return span{0, forever - 1}, nil
	case permanent:
		return span{forever, forever}, nil
	}
	number := strings.TrimLeft(text, "<>=")
	op := text[:len(text)-len(number)]
	d, err := parseDuration(number)
	if op == "" {
		return span{}, fmt.Errorf("%q is no condition on a duration; write limited, permanent, or a comparison such as <= 30d", text)
	}
	if err != nil {
		return span{}, err
	}
	if d <= 0 {
		return span{}, fmt.Errorf("%q makes no sense; no access lasts so short", text)
	}
	switch op {
	case "<=":
		return span{0, d}, nil
	case "<":
		return span{0, d - 1}, nil
	case ">=":
		return span{d, forever}, nil
	case ">":
		return span{d + 1, forever}, nil
	case "=":
		return span{d, d}, nil
	}
	return span{}, fmt.Errorf("%q compares by %q; write <, <=, >, >= or =", text, op)
}

// spans reads conditions on a duration, one or a list of them.
func (s *source) spans(n ast.Node) []span {
	var all []span
	for _, t := range s.texts(n, "duration") {
		d, err := parseSpan(t.text)
		if err != nil {
			s.fault(t.at, "duration: %v", err)
			continue
		}
		all = append(all, d)
	}
	return all
}

// covers tells whether the spans together contain another one.
func covers(all []span, other span) bool {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for _, s := range sorted {
		if s.from > other.from {
			return false
		}
		if s.to >= other.to {
			return true
		}
		if s.to >= other.from {
			other.from = s.to + 1
		}
	}
	return false
}
