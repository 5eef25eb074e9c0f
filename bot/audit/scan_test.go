package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The members that are read without decoding are those of the type, in the order of the canonical form.
func TestMembers(t *testing.T) {
	t.Parallel()
	checkMembers(t, reflect.TypeFor[Event](), topMembers)
}

func checkMembers(t *testing.T, typ reflect.Type, members []member) {
	t.Helper()
	var names []string
	for f := range typ.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
		i := slices.IndexFunc(members, func(m member) bool { return m.name == name })
		if i < 0 {
			t.Errorf("%s.%s is not read", typ, name)
			continue
		}
		m := members[i]
		if m.required != (rest != "omitempty") || m.list != (f.Type.Kind() == reflect.Slice) || m.number != (f.Type.Kind() == reflect.Int64) {
			t.Errorf("%s.%s is read as %+v", typ, name, m)
		}
		if f.Type.Kind() == reflect.Pointer {
			checkMembers(t, f.Type.Elem(), m.inner)
		}
	}
	slices.Sort(names)
	if !slices.IsSortedFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) }) || len(members) != len(names) {
		t.Errorf("%s: read in the order of %v", typ, members)
	}
}

// What is read without decoding is what decoding finds, and never more: whatever is done to a line, the quick way either agrees or leaves it to the slow one.
func TestScanAgrees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := drawLine(t)
		for range rapid.IntRange(0, 3).Draw(t, "edits") {
			line = edit(t, line)
		}
		var quick link
		if !quick.scan(line, sha256.New()) {
			return
		}
		form, err := canonicalLine(line)
		if err != nil {
			t.Fatalf("read without a fault, but %v: %s", err, line)
		}
		slow, err := linkOf(form)
		if err != nil || quick.seq != slow.seq || quick.prev != slow.prev || quick.hash != slow.hash || quick.own != slow.own || quick.checkpoint != slow.checkpoint {
			t.Fatalf("quick and slow differ on %s: %v", line, err)
		}
	})
}

// drawLine seals any event.
func drawLine(t *rapid.T) []byte {
	text := rapid.SampledFrom([]string{"", "a", "Größe", `"`, `\`, "\n", "hash", `,"hash":"`, "\u2028"})
	e := Event{ID: text.Draw(t, "id"), Action: Action(rapid.SampledFrom([]string{"log_read", "log_checkpoint", ""}).Draw(t, "action")), Request: text.Draw(t, "request")}
	if rapid.Bool().Draw(t, "details") {
		e.Details = &Details{OldValue: text.Draw(t, "old"), Reason: text.Draw(t, "reason")}
	}
	if rapid.Bool().Draw(t, "context") {
		e.Context = &Context{Approvers: rapid.SliceOfN(text, 0, 2).Draw(t, "approvers"), Rule: text.Draw(t, "rule")}
	}
	form, hash, err := Seal(Genesis, rapid.Int64Range(1, 1<<53-1).Draw(t, "seq"), e)
	if err != nil {
		t.Fatal(err)
	}
	line, err := Sealed{Hash: hash, Canonical: form}.Line()
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// edit damages a line as somebody does who knows its form.
func edit(t *rapid.T, line []byte) []byte {
	at := rapid.IntRange(0, len(line)-1).Draw(t, "at")
	piece := rapid.SampledFrom([]string{`"`, `,`, `{`, `}`, `[]`, `""`, `"hash":"",`, `"seq":1,`, ` `, `0`, `null`, `"actor":{},`, "\x01", "\xff"}).Draw(t, "piece")
	if rapid.Bool().Draw(t, "insert") {
		return slices.Concat(line[:at], []byte(piece), line[at:])
	}
	return slices.Concat(line[:at], []byte(piece), line[min(at+len(piece), len(line)):])
}

// BenchmarkVerify compares proving a log with hashing its bytes, in one run: the physical limit of a proof.
func BenchmarkVerify(b *testing.B) {
	var log bytes.Buffer
	prev := Genesis
	for seq := range int64(20_000) {
		e := Event{
			ID: "0198c0de-0000-7000-8000-000000000001", Time: "2026-03-04T05:06:07.089Z", Action: MemberAction("project", "added"), Outcome: OK, Request: "R142", Change: "C7",
			Actor: &Actor{SlackUser: "U01ADA0BIAN", Via: "slack"}, Subject: &Subject{Type: "user", GID: "1208000000010002", SlackUser: "U01MAYA0ITO"},
			Resource: &Resource{Type: "project", GID: "1208000000030001", Name: "Website Relaunch"}, Details: &Details{OldValue: NoMember, NewValue: "editor", Reason: "launch"},
			Context: &Context{SlackTeam: "T01TIDEWATR", Channel: "C01GENERAL0", Rule: "owner decides", PolicyHash: Genesis, Approvers: []string{"U1"}, Token: "service", Job: "J9", Instance: "i", Version: "v1"},
		}
		form, hash, err := Seal(prev, seq+1, e)
		if err != nil {
			b.Fatal(err)
		}
		line, err := Sealed{Hash: hash, Canonical: form}.Line()
		if err != nil {
			b.Fatal(err)
		}
		log.Write(append(line, '\n'))
		prev = hash
	}
	b.Run("verify", func(b *testing.B) {
		b.SetBytes(int64(log.Len()))
		for b.Loop() {
			if _, err := Verify(bytes.NewReader(log.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hash", func(b *testing.B) {
		b.SetBytes(int64(log.Len()))
		for b.Loop() {
			for line := range bytes.Lines(log.Bytes()) {
				_ = sha256.Sum256(line)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(log.Len()))
		for b.Loop() {
			for line := range bytes.Lines(log.Bytes()) {
				var e Event
				if err := json.Unmarshal(line, &e); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
