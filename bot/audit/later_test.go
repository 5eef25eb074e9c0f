package audit_test

import (
	"bytes"
	"strings"
	"testing"

	"rollcall/bot/audit"
)

// A draft is sealed to the same bytes as the event that it was made of.
func TestSealDraft(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]audit.Event{"full": full(), "bare": {ID: "1", Action: audit.LogRead, Outcome: audit.OK}, "nothing": {}} {
		draft, errDraft := audit.Draft(e)
		form, hash, err := audit.SealDraft("ff", 7, draft)
		want, wantHash, errSeal := audit.Seal("ff", 7, e)
		if errDraft != nil || err != nil || errSeal != nil || !bytes.Equal(form, want) || hash != wantHash {
			t.Errorf("%s: %s\nwant %s\n%v, %v, %v", name, form, want, errDraft, err, errSeal)
		}
	}
}

// What a newer version says is sealed with the rest, at every depth; what says nothing is not, and the chain's own members are given anew.
func TestSealDraft_Later(t *testing.T) {
	t.Parallel()
	const stored = `{"id":"1","time":"t","action":"log_read","outcome":"ok","later":{"b":[1,{"x":null}],"a":"ü"},"many":12.50,"zero":0,"no":false,` +
		`"empty":"","nothing":null,"request":"","details":{"reason":"because","cause":"later"},"subject":{"role":"x"},"seq":99,"prev_hash":"aa","hash":"bb"}`
	const want = `{"action":"log_read","details":{"cause":"later","reason":"because"},"id":"1","later":{"a":"ü","b":[1,{"x":null}]},"many":12.5,"no":false,` +
		`"outcome":"ok","prev_hash":"ff","seq":7,"subject":{"role":"x"},"time":"t","zero":0}`
	form, hash, err := audit.SealDraft("ff", 7, []byte(stored))
	if err != nil || string(form) != want {
		t.Fatalf("%v:\n%s\nwant\n%s", err, form, want)
	}
	line, err := audit.Sealed{Seq: 7, Hash: hash, Canonical: form}.Line()
	if err != nil || !strings.Contains(string(line), `"later":{`) {
		t.Errorf("%v: %s", err, line)
	}
	e, err := audit.Sealed{Seq: 7, Hash: hash, Canonical: form}.Event()
	if err != nil || e.Details.Reason != "because" || e.Seq != 7 {
		t.Errorf("%v: %+v", err, e)
	}
}

func TestSealDraft_Damaged(t *testing.T) {
	t.Parallel()
	for _, stored := range []string{"", "[]", `{"seq":"x"}`, `{"id":`} {
		if form, _, err := audit.SealDraft("ff", 7, []byte(stored)); err == nil {
			t.Errorf("%q was sealed as %s", stored, form)
		}
	}
}
