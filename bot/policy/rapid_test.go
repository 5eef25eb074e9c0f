package policy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/bot/policy"
)

// drawn is a rule that was made up, in a form that is easily judged.
type drawn struct {
	actions, kinds, levels, requesters, targets []string
	limit                                       int // days; 0 for none
	when                                        bool
}

// some draws a list of words, often none.
func some(t *rapid.T, label string, words ...string) []string {
	if rapid.IntRange(0, 2).Draw(t, "no "+label) > 0 {
		return nil
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(words), 1, 3, rapid.ID).Draw(t, label)
}

func drawRule(t *rapid.T) drawn {
	d := drawn{
		actions: some(t, "actions", "add", "remove", "set", "request"), kinds: some(t, "kinds", "project", "goal"),
		requesters: some(t, "requesters", "U01A", "U02B", "S01A", "ADMINS", "owner", "admins", "members"),
		when:       rapid.IntRange(0, 4).Draw(t, "when") == 0,
	}
	if !slices.Equal(d.actions, []string{"remove"}) {
		d.levels = some(t, "levels", "admin", "editor", "viewer")
		d.limit = rapid.SampledFrom([]int{0, 0, 1, 7, 30}).Draw(t, "limit")
	}
	if !slices.Equal(d.actions, []string{"request"}) {
		d.targets = some(t, "targets", "self", "others", "user", "team", "U02B", "12")
	}
	return d
}

// text is the rule as a file has it.
func (d drawn) text(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  - name: %s\n    then: deny\n", name)
	var match []string
	for member, words := range map[string][]string{"action": d.actions, "kind": d.kinds, "level": d.levels, "requester": d.requesters, "target": d.targets} {
		if len(words) > 0 {
			match = append(match, member+": ["+strings.Join(words, ", ")+"]")
		}
	}
	if d.limit > 0 {
		match = append(match, fmt.Sprintf("duration: <= %dd", d.limit))
	}
	if len(match) > 0 {
		fmt.Fprintf(&b, "    match: {%s}\n", strings.Join(match, ", "))
	}
	if d.when {
		b.WriteString("    when: reason == 'launch'\n")
	}
	return b.String()
}

// fits judges as the documentation says, without anything clever.
func (d drawn) fits(f policy.Facts) bool {
	one := func(words []string, is func(string) bool) bool {
		return len(words) == 0 || slices.ContainsFunc(words, is)
	}
	removal := f.Action == policy.Remove
	return one(d.actions, func(w string) bool {
		return w == string(f.Action) || w == "request" && f.Action == policy.Add && f.Target.Self
	}) &&
		one(d.kinds, func(w string) bool { return w == f.Parent.Kind }) &&
		one(d.levels, func(w string) bool { return !removal && w == f.Level }) &&
		one(d.requesters, func(w string) bool {
			r := f.Requester
			return w == r.SlackUser || slices.Contains(r.Groups, w) || w == "ADMINS" && r.Admin || slices.Contains(r.Roles, policy.Role(w)) ||
				w == "members" && slices.Contains(r.Roles, policy.ParentAdmin)
		}) &&
		one(d.targets, func(w string) bool {
			x := f.Target
			return map[string]bool{"self": x.Self, "others": !x.Self, "user": x.Type == "user", "team": x.Type == "team", "U02B": x.SlackUser == w, "12": x.GID == w}[w]
		}) &&
		(d.limit == 0 || !removal && f.Duration > 0 && f.Duration <= time.Duration(d.limit)*24*time.Hour) &&
		(!d.when || f.Reason == "launch")
}

func drawFacts(t *rapid.T) policy.Facts {
	f := policy.Facts{
		Action: rapid.SampledFrom([]policy.Action{policy.Add, policy.Remove, policy.Set}).Draw(t, "action"),
		Reason: rapid.SampledFrom([]string{"", "launch"}).Draw(t, "reason"),
		Requester: policy.Requester{
			SlackUser: rapid.SampledFrom([]string{"U01A", "U02B", "U03C"}).Draw(t, "requester"), Admin: rapid.Bool().Draw(t, "admin"),
			Groups: some(t, "groups", "S01A", "S02B"),
			Roles:  rapid.SampledFrom([][]policy.Role{nil, {policy.Owner}, {policy.ParentAdmin}, {policy.Member}}).Draw(t, "roles"),
		},
		Target: policy.Target{Type: rapid.SampledFrom([]string{"user", "team"}).Draw(t, "type"), GID: rapid.SampledFrom([]string{"12", "13"}).Draw(t, "gid")},
		Parent: policy.Parent{Kind: rapid.SampledFrom([]string{"project", "goal"}).Draw(t, "kind")},
	}
	if f.Target.Type == "user" {
		f.Target.SlackUser = rapid.SampledFrom([]string{"", "U01A", "U02B"}).Draw(t, "target")
		f.Target.Self = f.Target.SlackUser == f.Requester.SlackUser
	}
	if f.Action != policy.Remove {
		f.Level = rapid.SampledFrom([]string{"admin", "editor", "commenter", "viewer"}).Draw(t, "level")
		f.Duration = time.Duration(rapid.IntRange(0, 40).Draw(t, "days")) * 24 * time.Hour
	}
	return f
}

// Ensure that the first rule that matches decides, compared with the plainest way to say it, and that a rule that is refused as unreachable never is
// the first.
func TestChange_FirstMatchWins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := rapid.SliceOfN(rapid.Custom(drawRule), 1, 6).Draw(t, "rules")
		file, dead := "rules:\n", make(map[string]bool)
		for i, r := range rules {
			name := fmt.Sprintf("r%d", i)
			if slices.ContainsFunc(faults(t, file+r.text(name)), func(f policy.Fault) bool { return strings.Contains(f.Problem, "is never reached") }) {
				dead[name] = true
				continue
			}
			file += r.text(name)
		}
		p := load(t, file)
		for range 10 {
			f := drawFacts(t)
			want := "default"
			if i := slices.IndexFunc(rules, func(r drawn) bool { return r.fits(f) }); i >= 0 {
				want = fmt.Sprintf("r%d", i)
			}
			if got := p.Change(f).Rule; got != want || dead[want] {
				t.Fatalf("%s decides, not %s (taken for unreachable: %v), about %+v in\n%s", got, want, dead[want], f, file)
			}
		}
	})
}

// example is the file that people copy.
func example(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "deploy", "policy.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// survives reads a file and uses what comes of it: whatever stands there, nothing panics, and each fault is at a place.
func survives(t failer, data []byte) {
	t.Helper()
	p, err := policy.Load("policy.yaml", data)
	if err == nil {
		p.Test()
		p.Change(facts())
		p.Read(facts())
		return
	}
	for _, f := range faults(t, string(data)) {
		if f.Line < 1 || f.Column < 1 || f.Line > 2+strings.Count(string(data), "\n")+strings.Count(string(data), "\r") || f.Problem == "" {
			t.Fatalf("a fault without a place: %v", f)
		}
	}
}

// Ensure that no damage to a file makes reading it panic.
func TestLoad_Damaged(t *testing.T) {
	t.Parallel()
	whole := []byte(example(t))
	rapid.Check(t, func(t *rapid.T) {
		data := slices.Clone(whole)
		for range rapid.IntRange(1, 4).Draw(t, "damages") {
			from := rapid.IntRange(0, len(data)-1).Draw(t, "from")
			to := min(len(data), from+rapid.IntRange(0, 40).Draw(t, "length"))
			put := rapid.SampledFrom([]string{"", "\n", "  ", "\t", ":", "[", "}", "'", "\"", "|", "&a ", "*a", "- ", "? ", "!!x ", "<<: ", "~", "#", "---\n", "\x00", "ä"}).Draw(t, "put")
			data = slices.Replace(data, from, to, []byte(put)...)
		}
		survives(t, data)
	})
}

// FuzzLoad looks for files that make reading panic.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(example(f)))
	for _, seed := range []string{"", "rules:", "rules: [{name: a, then: deny}]", "rules:\n  - name: a\n    when: |\n      1 == \n    then: {approve: {from: [owner]}}\n", "a: &x [*x]", "? a\n: b", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { survives(t, data) })
}
