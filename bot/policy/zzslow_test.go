package policy_test
import ("testing";"time";"fmt";"os";"rollcall/bot/policy")
func FuzzSlow(f *testing.F) {
	f.Add([]byte(example(f)))
	for _, seed := range []string{"", "rules:", "rules: [{name: a, then: deny}]", "rules:\n  - name: a\n    when: |\n      1 == \n    then: {approve: {from: [owner]}}\n", "a: &x [*x]", "? a\n: b", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		done := make(chan bool)
		go func(){ _, _ = policy.Load("x", data); close(done) }()
		select { case <-done: case <-time.After(1*time.Second): os.WriteFile(fmt.Sprintf("/tmp/celtry/slow-%d", len(data)), data, 0o600); t.Fatal("slow") }
	})
}
