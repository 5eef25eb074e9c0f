package bot

import (
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"unicode"

	"rollcall/asana"
)

const (
	// namesTTL is how long an answer of Asana about names is used again. Levels are never kept: they are read before each write.
	namesTTL = 5 * time.Minute
	// namesKept bounds the memory.
	namesKept = 10_000
)

// names remembers what Asana said about people and projects, so that a command in a warm process costs two calls: read the pair, write it.
type names struct {
	users    *expirable.LRU[string, asana.User]    // by gid or folded e-mail
	projects *expirable.LRU[string, asana.Project] // by gid
	found    *expirable.LRU[string, asana.Object]  // the one object that a kind and folded name mean
}

func newNames() *names {
	return &names{
		users:    expirable.NewLRU[string, asana.User](namesKept, nil, namesTTL),
		projects: expirable.NewLRU[string, asana.Project](namesKept, nil, namesTTL),
		found:    expirable.NewLRU[string, asana.Object](namesKept, nil, namesTTL),
	}
}

// forget drops what is remembered of an object that Asana no longer shows as remembered.
func (n *names) forget(gid string) {
	n.projects.Remove(gid)
	for _, key := range n.found.Keys() {
		if o, ok := n.found.Peek(key); ok && o.GID == gid {
			n.found.Remove(key)
		}
	}
}

// fold makes names comparable: case, kinds of spaces and composition of letters do not matter.
func fold(s string) string {
	return cases.Fold().String(norm.NFKC.String(strings.Join(strings.Fields(s), " ")))
}

// shareWord tells whether two people's names have a word in common, accents aside. Names that share none are probably two people.
func shareWord(a, b string) bool {
	words := make(map[string]bool)
	for _, w := range nameWords(a) {
		words[w] = true
	}
	for _, w := range nameWords(b) {
		if words[w] {
			return true
		}
	}
	return false
}

func nameWords(s string) []string {
	plain := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	bare, _, err := transform.String(plain, s)
	if err != nil {
		bare = s
	}
	return strings.FieldsFunc(fold(bare), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
