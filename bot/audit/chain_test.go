package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/bot/audit"
)

// full is an event with every member.
func full() audit.Event {
	return audit.Event{
		ID: "0198c0de-0000-7000-8000-000000000001", Time: "2026-03-04T05:06:07.089Z",
		Action: audit.MemberAction("project", "added"), Outcome: audit.OK, Request: "R142", Change: "C7",
		Actor:    &audit.Actor{SlackUser: "U1", AsanaGID: "11", Via: "slack"},
		Subject:  &audit.Subject{Type: "user", GID: "12", SlackUser: "U2"},
		Resource: &audit.Resource{Type: "project", GID: "13", Name: "Größe <A&B> \u2028"},
		Details:  &audit.Details{OldValue: audit.NoMember, NewValue: "editor", Reason: "launch", Error: "none"},
		Context: &audit.Context{
			SlackTeam: "T1", Channel: "C1", Rule: "1", PolicyHash: "ab", Approvers: []string{"U3", "U4"}, Token: "service",
			Job: "9", Instance: "i", Version: "v1",
		},
	}
}

// chain seals events one after the other.
func chain(t interface{ Fatal(...any) }, events ...audit.Event) (list []audit.Sealed) {
	prev := audit.Genesis
	for i, e := range events {
		form, hash, err := audit.Seal(prev, int64(i+1), e)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, audit.Sealed{Seq: int64(i + 1), Hash: hash, Canonical: form})
		prev = hash
	}
	return list
}

// log renders a chain as it is exported.
func log(t interface{ Fatal(...any) }, events ...audit.Event) []string {
	var out bytes.Buffer
	if _, err := (audit.Export{}).Write(&out, each(chain(t, events...))); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

// The form of an event is a promise to everyone who keeps or proves a log: neither its bytes nor its hash may ever change.
func TestGoldenEvent(t *testing.T) {
	t.Parallel()
	const form = `{"action":"project_member_added","actor":{"asana_gid":"11","slack_user":"U1","via":"slack"},"change":"C7",` +
		`"context":{"approvers":["U3","U4"],"channel":"C1","instance":"i","job":"9","policy_hash":"ab","rule":"1","slack_team":"T1",` +
		`"token":"service","version":"v1"},"details":{"error":"none","new_value":"editor","old_value":"none","reason":"launch"},` +
		`"id":"0198c0de-0000-7000-8000-000000000001","outcome":"ok",` +
		`"prev_hash":"0000000000000000000000000000000000000000000000000000000000000000","request":"R142",` +
		"\"resource\":{\"gid\":\"13\",\"name\":\"Größe <A&B> \u2028\",\"type\":\"project\"},\"seq\":1," +
		`"subject":{"gid":"12","slack_user":"U2","type":"user"},"time":"2026-03-04T05:06:07.089Z"}`
	const hash = "9bfaec8fc2d1a96e7d9df10ed3ca390ef7466b508e17014c54b4a62e4ff8491c"
	got := chain(t, full())[0]
	if string(got.Canonical) != form || got.Hash != hash {
		t.Errorf("hash %s of\n%s\nwant %s of\n%s", got.Hash, got.Canonical, hash, form)
	}
	line, err := got.Line()
	if want := strings.Replace(form, `"id":`, `"hash":"`+hash+`","id":`, 1); err != nil || string(line) != want {
		t.Errorf("%v: line\n%s\nwant\n%s", err, line, want)
	}
}

// What is absent is left out.
func TestDraft(t *testing.T) {
	t.Parallel()
	draft, err := audit.Draft(audit.Event{ID: "1", Action: audit.LogRead, Outcome: audit.OK})
	if want := `{"id":"1","time":"","action":"log_read","outcome":"ok"}`; err != nil || string(draft) != want {
		t.Errorf("%v: %s, want %s", err, draft, want)
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	lines := log(t, full(), audit.Event{ID: "2", Action: audit.LogRead}, full())
	p, err := audit.Verify(strings.NewReader(strings.Join(lines, "\n")))
	want := audit.Proof{First: 1, Last: 3, Before: audit.Genesis, Head: chain(t, full(), audit.Event{ID: "2", Action: audit.LogRead}, full())[2].Hash}
	if err != nil || p != want {
		t.Errorf("%+v, want %+v: %v", p, want, err)
	}
	p, err = audit.Verify(strings.NewReader(""))
	if err != nil || p != (audit.Proof{Before: audit.Genesis, Head: audit.Genesis}) {
		t.Errorf("empty log: %+v: %v", p, err)
	}
}

// Every way to tamper with a log is found, at its first bad place.
func TestVerifyBroken(t *testing.T) {
	t.Parallel()
	good := log(t, full(), full(), full(), full())
	replace := func(old, with string) []string {
		return []string{good[0], strings.Replace(good[1], old, with, 1), good[2]}
	}
	other := full()
	other.Request = "R143"
	forged := log(t, full(), other)[1]
	for name, c := range map[string]struct {
		lines []string
		seq   int64
		harm  audit.Harm
	}{
		"content changed":  {replace("R142", "R143"), 2, audit.Changed},
		"event removed":    {[]string{good[0], good[2]}, 2, audit.Missing},
		"first removed":    {good[1:], 1, audit.Missing},
		"swapped":          {[]string{good[0], good[2], good[1]}, 2, audit.Reordered},
		"twice":            {[]string{good[0], good[0]}, 1, audit.Inserted},
		"hashed again":     {[]string{good[0], forged, good[2]}, 2, audit.Changed},
		"member added":     {replace(`"id"`, `"extra":1,"id"`), 2, audit.Changed},
		"inner member":     {replace(`"via"`, `"extra":1,"via"`), 2, audit.Changed},
		"null":             {replace(`"change":"C7"`, `"change":null`), 2, audit.Changed},
		"null added":       {replace(`"id"`, `"Actor":null,"id"`), 2, audit.Changed},
		"empty":            {replace(`"change":"C7"`, `"change":""`), 2, audit.Changed},
		"other case":       {replace(`"change"`, `"Change"`), 2, audit.Changed},
		"member twice":     {replace(`"change":"C7"`, `"change":"C7","change":"C7"`), 2, audit.Changed},
		"hash removed":     {[]string{good[0], cut(good[1], `"hash":"`, `",`), good[2]}, 2, audit.Changed},
		"hash upper case":  {[]string{good[0], strings.ToUpper(good[1]), good[2]}, 2, audit.Changed},
		"cut off":          {[]string{good[0], good[1][:40]}, 2, audit.Changed},
		"two on a line":    {[]string{good[0] + good[1]}, 1, audit.Changed},
		"empty line":       {[]string{good[0], "", good[1]}, 2, audit.Inserted},
		"not an object":    {[]string{"1"}, 1, audit.Changed},
		"endless line":     {[]string{good[0], strings.Repeat(" ", 2<<20)}, 2, audit.Changed},
		"sequence of text": {replace(`"seq":2`, `"seq":"2"`), 2, audit.Changed},
	} {
		_, err := audit.Verify(strings.NewReader(strings.Join(c.lines, "\n")))
		broken, ok := errors.AsType[*audit.BrokenError](err)
		if !ok || broken.Seq != c.seq || broken.Harm != c.harm {
			t.Errorf("%s: %v; want seq %d %s", name, err, c.seq, c.harm)
		}
	}
}

// cut removes what is from one text up to and with the next.
func cut(s, from, to string) string {
	before, rest, _ := strings.Cut(s, from)
	_, after, _ := strings.Cut(rest, to)
	return before + after
}

// The hash is of the canonical form: white space and the order of members are not content.
func TestVerifyOtherSpelling(t *testing.T) {
	t.Parallel()
	line := log(t, full())[0]
	hash := chain(t, full())[0].Hash
	moved := `{ "hash" : "` + hash + `", ` + strings.Replace(line[1:], `"hash":"`+hash+`",`, "", 1)
	if p, err := audit.Verify(strings.NewReader(moved)); err != nil || p.Last != 1 {
		t.Errorf("%d events: %v", p.Last, err)
	}
}

// A failure to read is not a broken chain.
func TestVerifyReadError(t *testing.T) {
	t.Parallel()
	_, err := audit.Verify(io.MultiReader(strings.NewReader(log(t, full())[0]+"\n"), badReader{}))
	if _, ok := errors.AsType[*audit.BrokenError](err); ok || !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("%v", err)
	}
}

type badReader struct{}

func (badReader) Read([]byte) (int, error) { return 0, io.ErrNoProgress }

// Whatever people type is sealed, exported and proven again; and no byte of a log can be changed into another without being found.
func TestAnyEvent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := full()
		e.Resource.Name = rapid.String().Draw(t, "name")
		e.Details.Reason = string(rapid.SliceOf(rapid.Byte()).Draw(t, "reason"))
		text := strings.Join(log(t, e, e), "\n") + "\n"
		if p, err := audit.Verify(strings.NewReader(text)); err != nil || p.Last != 2 {
			t.Fatal(p, err)
		}
		damaged := []byte(text[:len(text)-1])
		at := rapid.IntRange(0, len(damaged)-1).Draw(t, "at")
		damaged[at] ^= 0x01
		if _, err := audit.Verify(bytes.NewReader(damaged)); err == nil {
			t.Fatal(fmt.Sprintf("byte %d changed unseen", at))
		}
	})
}
