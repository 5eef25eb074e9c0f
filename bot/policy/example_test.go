package policy_test

import (
	"os"
	"path/filepath"
	"testing"

	"rollcall/bot/policy"
)

// Ensure that the example that people copy is read and does what its tests say.
func TestExampleFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "deploy", "policy.example.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load(path, data)
	if err != nil {
		t.Fatal(err)
	}
	results := p.Test()
	if len(results) == 0 {
		t.Error("the example has no tests")
	}
	for _, r := range results {
		if !r.OK() {
			t.Errorf("line %d: %s: %v", r.Line, r.Name, r.Differs)
		}
	}
}
