package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Ensure that what was kept as text mentions the same people and groups again, and nobody else.
func TestKept(t *testing.T) {
	t.Parallel()
	for _, line := range []Line{
		Say("you are in ", Group("S01CROWDGRP")), Say(User("U01NOORHADD"), " was ", "another (", User("W01MAYA0ITO"), ")"), Say("nobody"), Say(""),
		Say("mail to ben@U01EXAMPLE.example and @ada"),
	} {
		text := plain(line)
		if diff := cmp.Diff(text, plain(kept(text))); diff != "" {
			t.Errorf("the text (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(mentioned(line), mentioned(kept(text))); diff != "" {
			t.Errorf("whom %q mentions (-want +got):\n%s", text, diff)
		}
	}
}

func mentioned(l Line) (ids []string) {
	for _, s := range l {
		if s.Kind == SpanUser || s.Kind == SpanGroup {
			ids = append(ids, string(s.Kind)+s.Ref)
		}
	}
	return ids
}
