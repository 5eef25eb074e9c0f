package policy

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
	// forever is longer than every duration: access for good.
	forever = time.Duration(math.MaxInt64)
	// longest is the longest time that a policy may name.
	longest = 3650 * day
	// permanent is the word for access for good.
	permanent = "permanent"
)

// unitOf is the length of a unit. A bare m could mean minutes or months, so it means nothing.
func unitOf(word string) (time.Duration, bool) {
	unit, ok := map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour, "d": day, "w": week}[word]
	return unit, ok
}

// parseDuration reads 30d, 4h, 90min or 1d 12h.
func parseDuration(text string) (time.Duration, error) {
	rest, total := strings.TrimSpace(text), time.Duration(0)
	if rest == "" {
		return 0, fmt.Errorf("there is no duration; write one such as 4h or 30d")
	}
	for rest != "" {
		word := strings.TrimLeft(rest, "0123456789")
		n, err := strconv.ParseInt(rest[:len(rest)-len(word)], 10, 64)
		word = strings.TrimLeft(word, " ")
		rest = strings.TrimLeft(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
		word = word[:len(word)-len(rest)]
		unit, ok := unitOf(word)
		switch {
		case word == "m":
			return 0, fmt.Errorf("m in %q could be minutes or months; write min for minutes or d for days", text)
		case err != nil || !ok:
			return 0, fmt.Errorf("%q is no duration; write a number with s, min, h, d or w, such as 4h or 30d", text)
		case n > int64(longest/unit) || total > longest-time.Duration(n)*unit:
			return 0, fmt.Errorf("%q is longer than ten years; write permanent, or leave it out", text)
		}
		total += time.Duration(n) * unit
		rest = strings.TrimLeft(rest, " ")
	}
	return total, nil
}

// duration reads a duration that must be at least a minute, because nothing here is decided sooner.
func (s *source) duration(n ast.Node, what string) time.Duration {
	t, ok := s.text(n, what)
	if !ok {
		return 0
	}
	d, err := parseDuration(t.text)
	switch {
	case err != nil:
		s.fault(t.at, "%s: %v", what, err)
	case d < time.Minute:
		s.fault(t.at, "%s is %q, which makes no sense; write at least 1min", what, t.text)
	}
	return d
}

// durationWords says a duration, the largest units first.
func durationWords(d time.Duration) string {
	if d == 0 || d == forever {
		return permanent
	}
	var all []string
	for _, word := range []string{"w", "d", "h", "min", "s"} {
		unit, _ := unitOf(word)
		if n := d / unit; n > 0 {
			all = append(all, fmt.Sprintf("%d%s", n, word))
			d %= unit
		}
	}
	return strings.Join(all, " ")
}
