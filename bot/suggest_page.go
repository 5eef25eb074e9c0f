package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"rollcall/asana"
)

const (
	// pageTTL is how long what Asana found for a text is used again.
	pageTTL = 2 * time.Minute
	// pagesKept and seenKept bound the memory.
	pagesKept = 500
	seenKept  = 5_000
	// maxTyped is how much of a text is searched for.
	maxTyped = 200
	// maxTypes ends a list of types that has no reasonable end.
	maxTypes = 500
)

// search is one question for objects or users by name.
type search struct {
	kind    string // Asana's word
	text    string // folded; may be empty
	in      string // types: gid of the project
	members bool   // as members of something, not as what has members
}

// words are what has to be in a name.
func (s search) words() []string { return strings.Fields(searchWords(s.text)) }

// key is what searches have in common that Asana answers alike.
func (s search) key() string {
	if s.in != "" {
		return s.kind + " " + s.in
	}
	return s.kind + " " + strings.Join(s.words(), " ")
}

// pages remember what Asana found. They don't know who asked: whether somebody sees a candidate is asked each time.
type pages struct {
	known *expirable.LRU[string, []candidate] // by search
	seen  *expirable.LRU[string, candidate]   // by kind and gid: what any page had
	asked *sharing[[]candidate]
}

func newPages(work *background) *pages {
	return &pages{
		known: expirable.NewLRU[string, []candidate](pagesKept, nil, pageTTL), seen: expirable.NewLRU[string, candidate](seenKept, nil, pageTTL),
		asked: newSharing[[]candidate](work),
	}
}

// matching returns what is known to match a search: what Asana found for it, and as long as that is not known, or may not be all, what it found
// for other texts.
func (p *pages) matching(s search) []candidate {
	page, known := p.known.Get(s.key())
	if s.in != "" {
		return containing(page, s.words())
	}
	if known && len(page) < fullPage {
		return page
	}
	had := make(map[string]bool, len(page))
	for _, c := range page {
		had[c.GID] = true
	}
	also := slices.DeleteFunc(p.seen.Values(), func(c candidate) bool { return c.Kind != s.kind || had[c.GID] })
	also = containing(also, s.words())
	slices.SortFunc(also, byName)
	return append(slices.Clip(page), also...)
}

// containing returns the candidates that have all words in their names or e-mail addresses.
func containing(all []candidate, words []string) []candidate {
	return slices.DeleteFunc(slices.Clone(all), func(c candidate) bool {
		lacks := func(word string) bool {
			return !strings.Contains(c.folded, word) && !strings.Contains(strings.ToLower(c.email), word)
		}
		return slices.ContainsFunc(words, lacks)
	})
}

func (p *pages) keep(s search, page []candidate) {
	p.known.Add(s.key(), page)
	if s.in != "" {
		return // types are shown only to who sees their project
	}
	for _, c := range page {
		p.seen.Add(c.Kind+c.GID, c)
	}
}

// search finds out what a search finds and which of it somebody sees.
func (b *Bot) search(ctx context.Context, as asking, s search) error {
	if s.in != "" {
		project, err := b.projectOf(ctx, s.in)
		if err != nil {
			return err
		}
		if err := b.lookAt(ctx, as, []candidate{project}); err != nil || !b.sees(as, project) {
			return err
		}
	}
	_, err := b.page(ctx, s)
	found := b.suggests.pages.matching(s)
	return errors.Join(err, b.lookAt(ctx, as, bestFirst(found, s.text)))
}

// page returns what Asana finds.
func (b *Bot) page(ctx context.Context, s search) ([]candidate, error) {
	pages := b.suggests.pages
	if page, ok := pages.known.Get(s.key()); ok {
		return page, nil
	}
	return pages.asked.do(ctx, s.key(), func(ctx context.Context) ([]candidate, error) {
		page, err := b.readPage(ctx, s)
		if err == nil {
			pages.keep(s, page)
		}
		return page, err
	})
}

func (b *Bot) readPage(ctx context.Context, s search) ([]candidate, error) {
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	switch s.kind {
	case asana.KindCustomType:
		return b.readTypes(ctx, s.in)
	case asana.KindWorkspace:
		o, err := b.object(ctx, s.kind, workspace, false)
		return []candidate{known(o)}, err
	}
	query := asana.TypeaheadQuery{Workspace: workspace, ResourceType: s.kind, Query: strings.Join(s.words(), " ")}
	found, err := b.asana.Candidates(ctx, query, asana.Fields(tellingFields(s.kind)...))
	if err != nil {
		return nil, fmt.Errorf("search by name: %w", err)
	}
	page := make([]candidate, 0, len(found))
	for _, f := range found {
		page = append(page, newCandidate(s.kind, f))
	}
	return page, nil
}

// readTypes lists the types of a project. They have no privacy of their own: who sees the project sees them.
func (b *Bot) readTypes(ctx context.Context, project string) (page []candidate, err error) {
	for t, err := range b.asana.CustomTypes(ctx, project) {
		if err != nil {
			return nil, fmt.Errorf("list the types of a project: %w", err)
		}
		c := known(object{Parent: Parent{Kind: asana.KindCustomType, GID: t.GID, Name: t.Name}, public: true})
		c.in = project
		if page = append(page, c); len(page) == maxTypes {
			break
		}
	}
	return page, nil
}

// projectOf returns what is known of the project that a type is found through.
func (b *Bot) projectOf(ctx context.Context, gid string) (candidate, error) {
	if c, ok := b.suggests.pages.seen.Get(asana.KindProject + gid); ok {
		return c, nil
	}
	o, err := b.object(ctx, asana.KindProject, gid, true)
	if err != nil {
		return candidate{}, err
	}
	b.suggests.pages.seen.Add(asana.KindProject+gid, known(o))
	return known(o), nil
}
