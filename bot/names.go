package bot

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"rollcall/asana"
	"rollcall/bot/command"
)

const (
	// namesTTL is how long an answer of Asana about names is used again. Levels are never kept: they are read before each write.
	namesTTL = 5 * time.Minute
	// namesKept bounds the memory.
	namesKept = 10_000
)

// names remembers what Asana said about people and objects, so that a command in a warm process costs two calls: read the pair, write it.
type names struct {
	users   *expirable.LRU[string, asana.User] // by gid or folded e-mail
	objects *expirable.LRU[string, object]     // by kind and gid
	found   *expirable.LRU[string, Parent]     // the one object that a kind and folded name mean
	askers  *expirable.LRU[string, Person]     // whose name is beside the log, by Slack id
}

func newNames() *names {
	return &names{
		users:   expirable.NewLRU[string, asana.User](namesKept, nil, namesTTL),
		objects: expirable.NewLRU[string, object](namesKept, nil, namesTTL),
		found:   expirable.NewLRU[string, Parent](namesKept, nil, namesTTL),
		askers:  expirable.NewLRU[string, Person](namesKept, nil, namesTTL),
	}
}

// forget drops what is remembered of an object that Asana no longer shows as remembered.
func (n *names) forget(p Parent) {
	n.objects.Remove(p.Kind + p.GID)
	for _, key := range n.found.Keys() {
		if o, ok := n.found.Peek(key); ok && o.GID == p.GID {
			n.found.Remove(key)
		}
	}
}

// fold makes names comparable: case, kinds of spaces, quotes and dashes, and composition of letters do not matter.
func fold(s string) string {
	// Composing may leave spaces behind, and folding what can be composed again.
	return strings.Join(strings.Fields(norm.NFKC.String(command.Fold(norm.NFKC.String(s)))), " ")
}

// searchWords is what Asana is asked for a name: its words, without the quotes and dashes that a keyboard may have changed.
func searchWords(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
	return cmp.Or(strings.Join(words, " "), name)
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
