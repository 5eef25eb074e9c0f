package policy_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/bot/policy"
)

// Ensure that every file in the documentation is one that Rollcall reads, and that its tests come out as they say.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "deploy", "docs", "policy.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(data), "```yaml\n")[1:]
	if len(blocks) < 5 {
		t.Fatalf("there are only %d examples: this test looks at the wrong marks", len(blocks))
	}
	for _, block := range blocks {
		text, _, _ := strings.Cut(block, "```")
		p, err := policy.Load("policy.md", []byte(text))
		if err != nil {
			t.Errorf("%v\n%s", err, text)
			continue
		}
		for _, r := range p.Test() {
			if !r.OK() {
				t.Errorf("%s: %v", r.Name, r.Differs)
			}
		}
	}
}

// Ensure that the documentation names every word that a file can have, so that a new one is not forgotten there.
func TestDocumentation_Words(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "deploy", "docs", "policy.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"zz: 1", rule("zz: 1\n    then: deny"), rule("match: {zz: 1}\n    then: deny"), rule("then: {approve: {from: owner, zz: 1}}"), ruled + "tests: [{zz: 1}]"} {
		var problem string
		for _, f := range faults(t, text) {
			if strings.Contains(f.Problem, "there are ") {
				problem = f.Problem
			}
		}
		_, words, found := strings.Cut(problem, "there are ")
		if !found {
			t.Fatalf("%s tells no words", problem)
		}
		for _, word := range strings.FieldsFunc(words, func(r rune) bool { return r == ',' || r == ' ' }) {
			if word != "and" && !strings.Contains(string(data), "`"+word+"`") {
				t.Errorf("the documentation does not tell of %s", word)
			}
		}
	}
}
