package bot

import (
	"testing"
	"time"

	"rollcall/bot/command"
)

// Ensure that a moment means what a person's clock shows, also on days that are 23 or 25 hours long.
func TestInstant(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		zone, now string // when it is typed, as that person's clock shows it
		moment    command.Moment
		want      string // in UTC
	}{
		"a date ends with its last second":      {"Europe/Berlin", "2026-11-02 10:00", command.Moment{Date: "2026-12-24"}, "2026-12-24 22:59:59"},
		"east of Greenwich":                     {"Asia/Tokyo", "2026-11-02 10:00", command.Moment{Date: "2026-12-24"}, "2026-12-24 14:59:59"},
		"west of it the day ends later":         {"America/New_York", "2026-11-02 10:00", command.Moment{Date: "2026-12-24"}, "2026-12-25 04:59:59"},
		"half an hour off":                      {"Asia/Kolkata", "2026-11-02 10:00", command.Moment{Date: "2026-12-24", Clock: "18:00"}, "2026-12-24 12:30:00"},
		"beyond the date line":                  {"Pacific/Kiritimati", "2026-11-02 10:00", command.Moment{Day: "today"}, "2026-11-02 09:59:59"},
		"a date in summer, typed in winter":     {"Europe/Berlin", "2026-02-02 10:00", command.Moment{Date: "2026-07-01", Clock: "18:00"}, "2026-07-01 16:00:00"},
		"a day of 23 hours":                     {"Europe/Berlin", "2026-03-29 01:00", command.Moment{Day: "today"}, "2026-03-29 21:59:59"},
		"a day of 25 hours":                     {"Europe/Berlin", "2026-10-25 01:00", command.Moment{Day: "today"}, "2026-10-25 22:59:59"},
		"tomorrow over the start of summer":     {"Europe/Berlin", "2026-03-28 23:30", command.Moment{Day: "tomorrow", Clock: "18:00"}, "2026-03-29 16:00:00"},
		"tomorrow over the end of summer":       {"Europe/Berlin", "2026-10-24 23:30", command.Moment{Day: "tomorrow", Clock: "18:00"}, "2026-10-25 17:00:00"},
		"typed at a time that tomorrow lacks":   {"Europe/Berlin", "2026-03-28 02:30", command.Moment{Day: "tomorrow"}, "2026-03-29 21:59:59"},
		"where summer starts at midnight":       {"America/Havana", "2026-03-07 00:30", command.Moment{Day: "tomorrow"}, "2026-03-09 03:59:59"},
		"a weekday where it does":               {"America/Havana", "2026-03-07 00:30", command.Moment{Day: "sunday"}, "2026-03-09 03:59:59"},
		"a weekday over the end of summer":      {"America/New_York", "2026-10-30 12:00", command.Moment{Day: "monday", Clock: "09:00"}, "2026-11-02 14:00:00"},
		"this weekday, later today":             {"Europe/Berlin", "2026-11-06 17:59", command.Moment{Day: "friday", Clock: "18:00"}, "2026-11-06 17:00:00"},
		"this weekday, at this very moment":     {"Europe/Berlin", "2026-11-06 18:00", command.Moment{Day: "friday", Clock: "18:00"}, "2026-11-13 17:00:00"},
		"this weekday, earlier today":           {"Europe/Berlin", "2026-11-06 18:01", command.Moment{Day: "friday", Clock: "18:00"}, "2026-11-13 17:00:00"},
		"this weekday without a time":           {"Europe/Berlin", "2026-11-06 18:01", command.Moment{Day: "friday"}, "2026-11-06 22:59:59"},
		"the next weekday":                      {"Europe/Berlin", "2026-11-06 18:01", command.Moment{Day: "thursday"}, "2026-11-12 22:59:59"},
		"the weekday of the person, not of UTC": {"Asia/Tokyo", "2026-11-06 00:30", command.Moment{Day: "friday", Clock: "18:00"}, "2026-11-06 09:00:00"},
		"today, although it is over":            {"Europe/Berlin", "2026-11-06 18:01", command.Moment{Day: "today", Clock: "09:00"}, "2026-11-06 08:00:00"},
		"the end of a month":                    {"UTC", "2026-02-28 12:00", command.Moment{Day: "tomorrow"}, "2026-03-01 23:59:59"},
		"a leap day":                            {"UTC", "2028-02-28 12:00", command.Moment{Day: "tuesday"}, "2028-02-29 23:59:59"},
		"the end of a year":                     {"UTC", "2026-12-31 12:00", command.Moment{Day: "friday"}, "2027-01-01 23:59:59"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone := zoneOf(Person{Zone: x.zone})
			now, err := time.ParseInLocation("2006-01-02 15:04", x.now, zone)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := instant(x.moment, now.UTC(), zone)
			if spelled := got.UTC().Format(time.DateTime); !ok || spelled != x.want {
				t.Errorf("%s, typed at %s in %s, is %s, want %s", x.moment, x.now, x.zone, spelled, x.want)
			}
		})
	}
}

// Ensure that a time of day that the clock skips, or shows twice, is still a moment near it.
func TestInstantSkipped(t *testing.T) {
	t.Parallel()
	zone := zoneOf(Person{Zone: "Europe/Berlin"})
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for date, around := range map[string]time.Time{
		"2026-03-29": time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),
		"2026-10-25": time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
	} {
		got, ok := instant(command.Moment{Date: date, Clock: "02:30"}, now, zone)
		if !ok || got.Sub(around).Abs() > 30*time.Minute {
			t.Errorf("02:30 on %s is %v", date, got.UTC())
		}
	}
}

// Ensure that words that are no moment are none, and that a person without a known zone lives in UTC.
func TestInstantUnknown(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for _, m := range []command.Moment{{}, {Date: "2026-02-30"}, {Day: "someday"}, {Day: "friday", Clock: "25:00"}} {
		if at, ok := instant(m, now, time.UTC); ok {
			t.Errorf("%q is %v", m, at)
		}
	}
	for _, zone := range []string{"", "Nowhere/Land", "Local/../x"} {
		if got := zoneOf(Person{Zone: zone}); got != time.UTC {
			t.Errorf("%q is %v", zone, got)
		}
	}
}

// Ensure when people are reminded: a day before the end, of shorter access when a quarter of its time is left, of less than an hour never.
func TestRemindAt(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for length, before := range map[time.Duration]time.Duration{
		time.Hour: 15 * time.Minute, 8 * time.Hour: 2 * time.Hour, 24 * time.Hour: 6 * time.Hour, 4 * 24 * time.Hour: 24 * time.Hour,
		14 * 24 * time.Hour: 24 * time.Hour, 90 * 24 * time.Hour: 24 * time.Hour,
	} {
		g := Grant{StartsAt: start, EndsAt: start.Add(length)}
		if got := g.EndsAt.Sub(remindAt(g)); got != before {
			t.Errorf("of %v people are reminded %v before its end, want %v", length, got, before)
		}
	}
	if at := remindAt(Grant{StartsAt: start, EndsAt: start.Add(time.Hour - time.Millisecond)}); !at.IsZero() {
		t.Errorf("of less than an hour people are reminded at %v", at)
	}
}
