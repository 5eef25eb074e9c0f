package main

import (
	"testing"
	"time"
)

// lastSecond is the end of a day in a time zone, as people are told moments.
func lastSecond(t testing.TB, date, zone string) string {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	must(t, err)
	at, err := time.ParseInLocation(time.DateOnly, date, loc)
	must(t, err)
	return at.AddDate(0, 0, 1).Add(-time.Second).UTC().Format("2006-01-02 15:04 MST")
}

// Ensure that a date ends with its last second where the person lives who typed it, whoever gets the access, that the answer says so, and that
// access ends then.
func TestUntilDate(t *testing.T) {
	t.Parallel()
	for user, zone := range map[string]string{ada: "Europe/Berlin", maya: "Asia/Tokyo", noor: "America/New_York"} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			p := newCompany(t, nil).plays(sqliteURL(t), byRules(t, rulesFile(t, "rules: [{name: all, then: allow}]")))
			date := p.store.Now().AddDate(0, 0, 10).Format(time.DateOnly)
			request, end := p.gets(user, "add @ben to project Website as editor until "+date, "applied")
			holds(t, end.Text, "Until: "+lastSecond(t, date, zone))
			loc, err := time.LoadLocation(zone)
			must(t, err)
			last, err := time.ParseInLocation(time.DateTime, date+" 23:59:59", loc)
			must(t, err)
			p.passes(last.Sub(p.store.Now()) - time.Minute)
			p.stands(request + " active")
			p.passes(time.Minute)
			p.stands(request + " ended")
			p.is(website, benGID, "")
		})
	}
}

// Ensure that a weekday with a time is the next such moment, and that the answer says which.
func TestUntilWeekday(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	berlin, err := time.LoadLocation("Europe/Berlin")
	must(t, err)
	now := p.store.Now().In(berlin)
	want := time.Date(now.Year(), now.Month(), now.Day()+(int(time.Friday)-int(now.Weekday())+7)%7, 18, 0, 0, 0, berlin)
	if !want.After(now) {
		want = want.AddDate(0, 0, 7)
	}
	_, end := p.gets(ada, "add @maya to project Website Relaunch until friday 18:00", "applied")
	holds(t, end.Text, "Until: "+want.UTC().Format("2006-01-02 15:04 MST"))
	p.passes(want.Sub(p.store.Now()))
	p.is(websiteRelaunch, mayaGID, "")
}

// Ensure that moments which are over are refused with the moment that was understood.
func TestUntilPast(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.refuses(ada, "add @maya to project Website Relaunch until 2020-02-29", "That time is over: 2020-02-29 was "+lastSecond(t, "2020-02-29", "Europe/Berlin"))
	p.refuses(ada, "request project Website until today 00:00", "That time is over")
	p.is(websiteRelaunch, mayaGID, "")
}

// Ensure that the clock of what is given for a length starts when it is given: an approval that takes days takes nothing away. The card says so.
func TestForStartsWhenGiven(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.waitsFor(ben, "add @maya to project Website Relaunch as editor for 2w")
	card := p.waitCard(ada, request, "awaiting_approval")
	holds(t, card.Text, "Until: for 2w from the moment it is given")
	p.passes(2 * day)
	p.clicks(ada, card, "request_approve")
	given := p.waitTold(ben, request, "applied")
	holds(t, given.Text, "Until: "+p.inWords(14 * day)[:10])
	p.passes(14*day - time.Minute)
	p.is(websiteRelaunch, mayaGID, "editor")
	p.passes(time.Minute)
	p.is(websiteRelaunch, mayaGID, "")
}

// Ensure that what was to end before anybody approved it is not given, that this is said, and that the card named the moment.
func TestUntilOverBeforeApproval(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	date := p.store.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	request := p.waitsFor(ben, "add @maya to project Website Relaunch as editor until "+date)
	holds(t, p.waitCard(ada, request, "awaiting_approval").Text, "Until: "+lastSecond(t, date, "Europe/London"))
	p.passes(60 * time.Hour) // before which an unanswered request does not expire
	holds(t, p.waitTold(ben, request, "expired").Text, "nothing was changed")
	p.types(ada, "approve "+request)
	p.rests()
	p.wasTold(1, []string{ada}, request+" expired")
	p.is(websiteRelaunch, mayaGID, "")
	p.stands(request)
}

// Ensure that asking for oneself, and asking for several people and objects, take a time too.
func TestForMany(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request, end := p.gets(ada, "request projects Website and Spring Campaign as viewer for 3d", "applied")
	holds(t, end.Text, "2 done")
	p.is(website, adaGID, "viewer")
	many := p.gives("add @ben and @noor to project Website as viewer for 1d")
	p.passes(day)
	p.is(website, benGID, "")
	p.is(website, noorGID, "")
	p.is(website, adaGID, "viewer")
	p.stands(request+" active active", many+" ended ended")
	p.passes(2 * day)
	p.is(website, adaGID, "")
	p.wasTold(2, []string{ada}, "is over: they are no longer a member", request+" · applied")
}

// Ensure that several changes with a time say until when.
func TestForManySays(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	_, end := p.gets(ada, "add @noor and @maya to project Website Relaunch as viewer for 3d", "applied")
	holds(t, end.Text, "Until", p.inWords(3 * day)[:10])
}
