package bot

import (
	"time"
	_ "time/tzdata" // the container has no database of time zones

	"rollcall/bot/command"
)

// zoneOf is where a person lives; UTC when that is not known.
func zoneOf(p Person) *time.Location {
	loc, err := time.LoadLocation(p.Zone)
	if err != nil || p.Zone == "" {
		return time.UTC
	}
	return loc
}

// instant is when a moment that was typed is, meant in a time zone: a day without a time ends with its last second. now is when it was typed.
func instant(m command.Moment, now time.Time, zone *time.Location) (time.Time, bool) {
	day, ok := dayOf(m, now.In(zone))
	if !ok {
		return time.Time{}, false
	}
	hour, minute, second := 23, 59, 59
	if m.Clock != "" {
		clock, err := time.Parse("15:04", m.Clock)
		if err != nil {
			return time.Time{}, false
		}
		hour, minute, second = clock.Hour(), clock.Minute(), 0
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, second, 0, zone)
	if _, weekday := m.Weekday(); weekday && !at.After(now) {
		at = time.Date(day.Year(), day.Month(), day.Day()+7, hour, minute, second, 0, zone)
	}
	return at, true
}

// dayOf is the day that a moment names: of a weekday the next one, today among them. Days are counted on the calendar alone, for there are zones
// where a day lacks its first hour.
func dayOf(m command.Moment, local time.Time) (time.Time, bool) {
	now := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	switch m.Day {
	case "":
		day, err := time.Parse(time.DateOnly, m.Date)
		return day, err == nil
	case "today":
		return now, true
	case "tomorrow":
		return now.AddDate(0, 0, 1), true
	}
	want, ok := m.Weekday()
	return now.AddDate(0, 0, (int(want)-int(now.Weekday())+7)%7), ok
}

// timing is how long a command asks for access, in the words of the person's zone.
func (b *Bot) timing(cmd command.Command, req Request, p Person) (lasts time.Duration, until time.Time, err error) {
	if cmd.Until.IsZero() {
		return cmd.For.Length(), time.Time{}, nil
	}
	asked := req.AcceptedAt
	if asked.IsZero() { // explaining
		asked = b.store.Now()
	}
	at, ok := instant(cmd.Until, asked, zoneOf(p))
	if !ok {
		return 0, at, complain("I can't tell when ", cmd.Until.String(), " is.").next("Write a date such as 2026-12-24.")
	}
	if !at.After(b.store.Now()) {
		return 0, at, complain("That time is over: ", cmd.Until.String(), " was ", At(at), ".").next("Name one that is still to come.")
	}
	return 0, at, nil
}

// timed tells whether a change gives access until a moment.
func (c Change) timed() bool { return c.Lasts > 0 || !c.Until.IsZero() }

// ends is when access that is given now ends.
func (c Change) ends(now time.Time) time.Time {
	if c.Until.IsZero() {
		return now.Add(c.Lasts)
	}
	return c.Until
}
