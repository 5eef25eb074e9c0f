package audit_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rollcall/bot/audit"
)

// tampered is a log that somebody laid hands on, and what a proof must say of it.
type tampered struct {
	lines []string
	seq   int64
	harm  audit.Harm
}

// ways are how one can lay hands on a log without making all later hashes anew. Each does so at random places.
func ways() map[string]func(*rand.Rand, []string) tampered {
	return map[string]func(*rand.Rand, []string) tampered{
		"changed": func(r *rand.Rand, lines []string) tampered {
			i := r.IntN(len(lines))
			lines[i] = strings.Replace(lines[i], `"new_value":"editor"`, `"new_value":"admin"`, 1)
			return tampered{lines: lines, seq: int64(i + 1), harm: audit.Changed}
		},
		"changed with its hash": func(r *rand.Rand, lines []string) tampered {
			i := r.IntN(len(lines) - 1)
			lines[i] = forged(lines[i], int64(i+1))
			return tampered{lines: lines, seq: int64(i + 1), harm: audit.Changed}
		},
		"deleted": func(r *rand.Rand, lines []string) tampered {
			n := 1 + r.IntN(5)
			i := r.IntN(len(lines) - n)
			return tampered{lines: slices.Delete(lines, i, i+n), seq: int64(i + 1), harm: audit.Missing}
		},
		"a copy inserted": func(r *rand.Rand, lines []string) tampered {
			from, to := r.IntN(len(lines)), r.IntN(len(lines)+1)
			return tampered{lines: slices.Insert(lines, to, lines[from]), seq: int64(from + 1), harm: audit.Inserted}
		},
		"garbage inserted": func(r *rand.Rand, lines []string) tampered {
			i := r.IntN(len(lines))
			return tampered{lines: slices.Insert(lines, i, `{"seq":0}`), seq: int64(i + 1), harm: audit.Inserted}
		},
		"a forgery inserted": func(r *rand.Rand, lines []string) tampered {
			i := r.IntN(len(lines))
			return tampered{lines: slices.Insert(lines, i, forged(lines[i], int64(i+1))), seq: int64(i + 1), harm: audit.Inserted}
		},
		"neighbours swapped": func(r *rand.Rand, lines []string) tampered {
			i := r.IntN(len(lines) - 1)
			lines[i], lines[i+1] = lines[i+1], lines[i]
			return tampered{lines: lines, seq: int64(i + 1), harm: audit.Reordered}
		},
		"two swapped": func(r *rand.Rand, lines []string) tampered {
			i := r.IntN(len(lines) - 1)
			j := i + 1 + r.IntN(len(lines)-i-1)
			lines[i], lines[j] = lines[j], lines[i]
			return tampered{lines: lines, seq: int64(i + 1), harm: audit.Reordered}
		},
		"cut in a line": func(r *rand.Rand, lines []string) tampered {
			i := r.IntN(len(lines))
			lines[i] = lines[i][:1+r.IntN(len(lines[i])-1)]
			return tampered{lines: lines[:i+1], seq: int64(i + 1), harm: audit.Changed}
		},
	}
}

// forged is another event in the same place, with a hash that fits it.
func forged(line string, seq int64) string {
	_, rest, _ := strings.Cut(line, `"prev_hash":"`)
	e := full()
	e.Request = "R999"
	form, hash, err := audit.Seal(rest[:64], seq, e)
	if err != nil {
		panic(err)
	}
	out, err := audit.Sealed{Seq: seq, Hash: hash, Canonical: form}.Line()
	if err != nil {
		panic(err)
	}
	return string(out)
}

// Whatever is done to a log of 10,000 events, at whatever place, is found and named: which is the first bad event, and what was done to it.
func TestTampering(t *testing.T) {
	t.Parallel()
	events := make([]audit.Event, 10_000)
	for i := range events {
		events[i] = full()
		events[i].Request = fmt.Sprintf("R%d", i)
	}
	lines := log(t, events...)
	if p, err := audit.Verify(strings.NewReader(strings.Join(lines, "\n"))); err != nil || p.Last != 10_000 {
		t.Fatalf("false alarm: %+v: %v", p, err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 0))
			for range 23 {
				x := way(r, slices.Clone(lines))
				p, err := audit.Verify(strings.NewReader(strings.Join(x.lines, "\n")))
				bad, ok := errors.AsType[*audit.BrokenError](err)
				if !ok || bad.Seq != x.seq || bad.Harm != x.harm {
					t.Errorf("%v after %d events; want seq %d %s", err, p.Last, x.seq, x.harm)
				}
			}
		})
	}
}
