package command

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Unit is the unit of a Duration, as it is written.
type Unit string

// The units that durations take. A bare m is none of them: it could be minutes or months.
const (
	Second Unit = "s"
	Minute Unit = "min"
	Hour   Unit = "h"
	Day    Unit = "d"
	Week   Unit = "w"
)

// maxDuration keeps mistyped numbers out; what a person may ask for is the policy's business.
const maxDuration = 10 * 366 * 24 * time.Hour

// Duration is a length of time as typed, such as 2w. The zero value is none.
type Duration struct {
	Amount int  `json:"amount"`
	Unit   Unit `json:"unit"`
}

// IsZero reports whether there is no duration.
func (d Duration) IsZero() bool { return d == Duration{} }

// String returns the duration as it is typed, such as 2w.
func (d Duration) String() string {
	if d.IsZero() {
		return ""
	}
	return strconv.Itoa(d.Amount) + string(d.Unit)
}

// Length returns the duration in seconds and parts of it; a day has 24 hours.
func (d Duration) Length() time.Duration {
	return time.Duration(d.Amount) * d.Unit.length()
}

func (u Unit) length() time.Duration {
	switch u {
	case Second:
		return time.Second
	case Minute:
		return time.Minute
	case Hour:
		return time.Hour
	case Day:
		return 24 * time.Hour
	case Week:
		return 7 * 24 * time.Hour
	}
	return 0
}

// Moment is a point in time as typed: a date or a day, and perhaps a time of day. It is not
// interpreted, because it is meant in the time zone of the person. The zero value is none.
type Moment struct {
	Date  string `json:"date,omitempty"`  // 2026-12-24
	Day   string `json:"day,omitempty"`   // monday to sunday, today, tomorrow
	Clock string `json:"clock,omitempty"` // 18:00; empty is the end of the day
}

// IsZero reports whether there is no moment.
func (m Moment) IsZero() bool { return m == Moment{} }

// String returns the moment as it is typed, such as friday 18:00.
func (m Moment) String() string {
	return strings.TrimSpace(m.Date + m.Day + " " + m.Clock)
}

// Weekday returns the weekday of Day; ok is false for dates, today and tomorrow.
func (m Moment) Weekday() (day time.Weekday, ok bool) {
	for d := range time.Weekday(7) {
		if strings.EqualFold(d.String(), m.Day) {
			return d, true
		}
	}
	return 0, false
}

const (
	howFor   = "Write how long as one number with s, min, h, d or w, such as 2w, or until and a date."
	howUntil = "Write a date such as 2026-12-24, a weekday, today or tomorrow, if you like with a time: friday 18:00."
	quoteIt  = " If it belongs to a name, put the name in quotes."
)

var (
	durationShape = regexp.MustCompile(`^([0-9]+) ?([a-zµ]+)$`)
	dateShape     = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:(?:t| at | )([0-9]{1,2}:[0-9]{2}))?$`)
	dayShape      = regexp.MustCompile(`^([a-z]+)(?:(?: at | )([0-9]{1,2}:[0-9]{2}))?$`)
	spelledShape  = regexp.MustCompile(`^(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|` +
		`(?:the )?next(?: [0-9a-z]+)?) (?:sec|min|h(?:ou)?r|day|week|month|year)[a-z]*$`)
)

// readDuration reads what follows `for`. ok is false when it has not the shape of a duration; it
// may have the shape and still be wrong, such as 2m.
func readDuration(words []token) (d Duration, fault *Error, ok bool) {
	text, _ := joinWords(words, " ")
	m := durationShape.FindStringSubmatch(strings.ToLower(text))
	if m == nil {
		return Duration{}, nil, false
	}
	unit, fault := readUnit(m[2], text)
	if fault != nil {
		return Duration{}, fault, true
	}
	amount, err := strconv.Atoi(m[1])
	if err != nil || amount < 1 || amount > int(maxDuration/unit.length()) {
		return Duration{}, badTime(text, "It must be more than nothing and at most ten years."), true
	}
	return Duration{Amount: amount, Unit: unit}, nil, true
}

func readUnit(word, text string) (Unit, *Error) {
	switch word {
	case "s", "sec", "secs", "second", "seconds":
		return Second, nil
	case "min", "mins", "minute", "minutes":
		return Minute, nil
	case "h", "hr", "hrs", "hour", "hours":
		return Hour, nil
	case "d", "day", "days":
		return Day, nil
	case "w", "wk", "wks", "week", "weeks":
		return Week, nil
	case "m":
		return "", &Error{
			Code: CodeAmbiguousDuration, Word: shorten(text),
			Message: "Is " + quote(text) + " minutes or months? Write min for minutes; for months write weeks (w) or until and a date.",
		}
	case "mo", "mon", "mos", "month", "months", "y", "yr", "yrs", "year", "years":
		return "", badTime(text, "Months and years differ in length, so write weeks (w) or until and a date.")
	}
	return "", badTime(text, howFor+quoteIt)
}

func badTime(text, how string) *Error {
	return &Error{Code: CodeBadTime, Word: shorten(text), Message: quote(text) + " is not a time I can use. " + how}
}

// readMoment reads what follows `until`, in the same way as readDuration.
func readMoment(words []token) (moment Moment, fault *Error, ok bool) {
	text, _ := joinWords(words, " ")
	folded := strings.ToLower(strings.Map(foldDash, text))
	if m := dateShape.FindStringSubmatch(folded); m != nil {
		moment = Moment{Date: m[1], Clock: m[2]}
		if _, err := time.Parse(time.DateOnly, m[1]); err != nil {
			return Moment{}, badTime(text, "There is no such day. "+howUntil), true
		}
	} else if m := dayShape.FindStringSubmatch(folded); m != nil && dayOf(m[1]) != "" {
		moment = Moment{Day: dayOf(m[1]), Clock: m[2]}
	} else {
		return Moment{}, nil, false
	}
	if moment.Clock == "" {
		return moment, nil, true
	}
	clock, err := time.Parse("15:04", moment.Clock)
	if err != nil {
		return Moment{}, badTime(text, "There is no such time of day. "+howUntil), true
	}
	moment.Clock = clock.Format("15:04")
	return moment, nil, true
}

func foldDash(r rune) rune {
	if strings.ContainsRune(dashes, r) {
		return '-'
	}
	return r
}

// dayOf understands the days by their whole names and the usual short ones.
func dayOf(word string) string {
	switch word {
	case "today", "tomorrow":
		return word
	case "tues":
		return "tuesday"
	case "thur", "thurs":
		return "thursday"
	}
	for d := range time.Weekday(7) {
		name := strings.ToLower(d.String())
		if word == name || word == name[:3] {
			return name
		}
	}
	return ""
}

// looksLikeTime reports whether words that are no time were surely meant as one. Then they must
// not become part of a name in silence, because the access would have no end.
func looksLikeTime(words []token, until bool) bool {
	text, _ := joinWords(words, " ")
	text = strings.ToLower(text)
	if text == "" {
		return false
	}
	if text[0] >= '0' && text[0] <= '9' || spelledShape.MatchString(text) {
		return true
	}
	first := strings.ToLower(words[0].text)
	if !until {
		return false
	}
	if dayOf(first) != "" {
		return true
	}
	switch first {
	case "next", "tonight", "noon", "midnight", "eod", "eow":
		return true
	}
	_, err := time.Parse("January", first)
	return err == nil
}
