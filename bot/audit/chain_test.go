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
	n, head, err := audit.Verify(strings.NewReader(strings.Join(lines, "\n")))
	if want := chain(t, full(), audit.Event{ID: "2", Action: audit.LogRead}, full())[2].Hash; err != nil || n != 3 || head != want {
		t.Errorf("%d events, head %s: %v", n, head, err)
	}
	n, head, err = audit.Verify(strings.NewReader(""))
	if err != nil || n != 0 || head != audit.Genesis {
		t.Errorf("empty log: %d events, head %s: %v", n, head, err)
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
	}{
		"content changed":  {replace("R142", "R143"), 2},
		"event removed":    {[]string{good[0], good[2]}, 2},
		"first removed":    {good[1:], 1},
		"swapped":          {[]string{good[0], good[2], good[1]}, 2},
		"twice":            {[]string{good[0], good[0]}, 2},
		"hashed again":     {[]string{good[0], forged, good[2]}, 3},
		"member added":     {replace(`"id"`, `"extra":1,"id"`), 2},
		"inner member":     {replace(`"via"`, `"extra":1,"via"`), 2},
		"null":             {replace(`"change":"C7"`, `"change":null`), 2},
		"null added":       {replace(`"id"`, `"Actor":null,"id"`), 2},
		"empty":            {replace(`"change":"C7"`, `"change":""`), 2},
		"other case":       {replace(`"change"`, `"Change"`), 2},
		"member twice":     {replace(`"change":"C7"`, `"change":"C7","change":"C7"`), 2},
		"hash removed":     {[]string{good[0], cut(good[1], `"hash":"`, `",`), good[2]}, 2},
		"hash upper case":  {[]string{good[0], strings.ToUpper(good[1]), good[2]}, 2},
		"cut off":          {[]string{good[0], good[1][:40]}, 2},
		"two on a line":    {[]string{good[0] + good[1]}, 1},
		"empty line":       {[]string{good[0], "", good[1]}, 2},
		"not an object":    {[]string{"1"}, 1},
		"endless line":     {[]string{good[0], strings.Repeat(" ", 2<<20)}, 2},
		"sequence of text": {replace(`"seq":2`, `"seq":"2"`), 2},
	} {
		n, _, err := audit.Verify(strings.NewReader(strings.Join(c.lines, "\n")))
		broken, ok := errors.AsType[*audit.BrokenError](err)
		if !ok || broken.Seq != c.seq || n != c.seq-1 {
			t.Errorf("%s: %d good events, %v; want seq %d", name, n, err, c.seq)
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
	if n, _, err := audit.Verify(strings.NewReader(moved)); err != nil || n != 1 {
		t.Errorf("%d events: %v", n, err)
	}
}

// A failure to read is not a broken chain.
func TestVerifyReadError(t *testing.T) {
	t.Parallel()
	_, _, err := audit.Verify(io.MultiReader(strings.NewReader(log(t, full())[0]+"\n"), badReader{}))
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
		if n, _, err := audit.Verify(strings.NewReader(text)); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		damaged := []byte(text[:len(text)-1])
		at := rapid.IntRange(0, len(damaged)-1).Draw(t, "at")
		damaged[at] ^= 0x01
		if _, _, err := audit.Verify(bytes.NewReader(damaged)); err == nil {
			t.Fatal(fmt.Sprintf("byte %d changed unseen", at))
		}
	})
}
