package bot

import (
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// Names that look alike to people are the same name: case, spaces and the composition of letters do not matter, accents do.
func TestFold(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		a, b string
		same bool
	}{
		{"Website Relaunch", "website  relaunch", true}, {" Website\u00a0Relaunch ", "WEBSITE RELAUNCH", true}, {"Straße", "STRASSE", true},
		{"Cafe\u0301", "Caf\u00e9", true}, {"ﬁnance", "Finance", true}, {"Ｗｅｂ", "web", true}, {"Σίσυφος", "ΣΊΣΥΦΟΣ", true},
		{"Café", "Cafe", false}, {"Website", "Website 2", false}, {"Web site", "Website", false}, {"R&D", "RD", false},
	} {
		if got := fold(x.a) == fold(x.b); got != x.same {
			t.Errorf("%q and %q: same is %v, want %v", x.a, x.b, got, x.same)
		}
	}
	letters := rapid.StringOf(rapid.RuneFrom(nil, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Arabic, unicode.Han, unicode.Mn, unicode.Zs, unicode.Sk))
	rapid.Check(t, func(t *rapid.T) {
		s := letters.Draw(t, "name")
		if once := fold(s); fold(once) != once {
			t.Errorf("folded twice %q becomes %q", once, fold(once))
		}
	})
}

// Two names of one person share a word, whatever the order, the accents and the signs around are.
func TestShareWord(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		a, b string
		want bool
	}{
		{"Maya Ito", "Maya Ito", true}, {"Maya Ito", "Ito, Maya", true}, {"Chloé Dubois", "chloe d.", true}, {"Inés Peña", "PEÑA (Finance)", true},
		{"José", "Jose\u0301", true}, {"Jean-Luc Picard", "Luc P.", true}, {"O'Brien, Pat", "Pat OBrien", true}, {"Łukasz Nowak", "Lukasz Nowak", true},
		{"伊藤 摩耶", "伊藤 摩耶", true}, {"Nguyễn Văn An", "An Nguyen", true},
		{"Maya Ito", "Konrad Weiß", false}, {"Maya Ito", "Mayabelle Itoh", false}, {"Maya", "", false}, {"", "", false}, {"…", "…", false},
	} {
		if got := shareWord(x.a, x.b); got != x.want {
			t.Errorf("%q and %q: %v, want %v", x.a, x.b, got, x.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if shareWord(a, b) != shareWord(b, a) {
			t.Errorf("%q and %q depend on the order", a, b)
		}
	})
}
