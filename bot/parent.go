package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"rollcall/asana"
	"rollcall/bot/command"
)

const (
	// fullPage is how many candidates Asana shows at most: a full page may hide another one, so a match in it is not proved unique.
	fullPage = asana.MaxTypeahead
	// suggestions bounds how many similar names an answer offers.
	suggestions = 5
)

// parents finds the objects that the words of a command mean, side by side, keeping their order.
func (b *Bot) parents(ctx context.Context, what []command.What, eyes *eyes) ([]Parent, error) {
	found := make([]Parent, len(what))
	group, ctx := together(ctx)
	for i, w := range what {
		group.Go(func() (err error) {
			found[i], err = b.parent(ctx, w, eyes)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	return slices.DeleteFunc(found, func(p Parent) bool {
		again := seen[p.GID]
		seen[p.GID] = true
		return again
	}), nil
}

// parent finds the one object that is meant. It never guesses: anything but one exact match that the asker may see is a question.
func (b *Bot) parent(ctx context.Context, w command.What, eyes *eyes) (Parent, error) {
	kind := kindOf(w)
	if w.Link != "" {
		return b.parentByLink(ctx, w, eyes)
	}
	switch {
	case kind == asana.KindWorkspace:
		return b.parentWorkspace(ctx, w, eyes)
	case w.GID != "":
		return b.parentByGID(ctx, kind, w.GID, eyes)
	}
	if o, ok := b.names.found.Get(nameKey(w)); ok && eyes.all {
		return o, nil
	}
	return b.parentByName(ctx, w, eyes)
}

// kindOf is Asana's word for the kind that is meant.
func kindOf(w command.What) string { return w.Kind.ResourceType() }

// nameKey is under which the object that a kind and name mean is remembered.
func nameKey(w command.What) string {
	key := kindOf(w) + ":" + fold(w.Name)
	if w.In != nil {
		key += ":" + w.In.GID + ":" + fold(w.In.Name)
	}
	return key
}

// parentByLink takes kind, gid and workspace from a link.
func (b *Bot) parentByLink(ctx context.Context, w command.What, eyes *eyes) (Parent, error) {
	link, err := command.ParseLink(w.Link)
	kind := kindOf(w)
	if err != nil || link.Kind != w.Kind {
		return Parent{}, complain("That link doesn't lead to a ", kindWord(kind), ".").next("Open the ", kindWord(kind), " in Asana and copy the address from the browser.")
	}
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return Parent{}, err
	}
	if link.Workspace != "" && link.Workspace != workspace {
		return Parent{}, complain("That link leads to another Asana workspace than the one I manage.")
	}
	return b.parentByGID(ctx, kind, link.GID, eyes)
}

// parentWorkspace is the workspace that is managed; another name or gid means nothing here.
func (b *Bot) parentWorkspace(ctx context.Context, w command.What, eyes *eyes) (Parent, error) {
	gid, err := b.place.Workspace(ctx)
	if err != nil {
		return Parent{}, err
	}
	p, err := b.parentByGID(ctx, asana.KindWorkspace, gid, eyes)
	if err != nil {
		return Parent{}, err
	}
	if w.GID != "" && w.GID != gid || w.Name != "" && fold(w.Name) != fold(p.Name) {
		return Parent{}, complain("The Asana workspace that I manage is ", Bold(p.Name), ", no other.").next("Say just ", Code("workspace"), ".")
	}
	return p, nil
}

func (b *Bot) parentByGID(ctx context.Context, kind, gid string, eyes *eyes) (Parent, error) {
	o, err := b.object(ctx, kind, gid, !eyes.all)
	hidden := isHidden(err) || errors.Is(err, errElsewhere)
	if err != nil && !hidden {
		return Parent{}, err
	}
	if !hidden {
		sees, err := eyes.see(ctx, o)
		if err != nil {
			return Parent{}, err
		}
		hidden = !sees
	}
	if hidden {
		return Parent{}, complain("I found no ", kindWord(kind), " with the gid ", Code(gid), ", or it is hidden from you or from me.").
			next("Open it in Asana and copy its link, or ask its owner to share it.")
	}
	return o.Parent, nil
}

// isHidden tells answers of Asana apart that mean "does not exist, or you may not see it".
func isHidden(err error) bool {
	return asana.IsNotFound(err) || asana.IsForbidden(err) || asana.IsBadRequest(err)
}

func (b *Bot) parentByName(ctx context.Context, w command.What, eyes *eyes) (Parent, error) {
	page, full, err := b.candidates(ctx, w, eyes)
	if err != nil {
		return Parent{}, err
	}
	visible, err := b.visible(ctx, kindOf(w), nearest(page, w.Name), eyes)
	if err != nil {
		return Parent{}, err
	}
	if len(visible) == 0 && !full {
		if visible, err = b.misspelt(ctx, w, page, eyes); err != nil {
			return Parent{}, err
		}
	}
	exact := slices.DeleteFunc(slices.Clone(visible), func(o asana.Object) bool { return fold(o.Name) != fold(w.Name) })
	if len(exact) == 1 && !full {
		p := Parent{Kind: kindOf(w), GID: exact[0].GID, Name: exact[0].Name}
		if eyes.all { // what one person alone sees as unique may not be so for another
			b.names.found.Add(nameKey(w), p)
		}
		return p, nil
	}
	return Parent{}, b.askWhich(w, exact, visible)
}

// misspelt finds what a name may be a mistyping of, where nothing contains it: names that begin alike and differ in a few letters.
func (b *Bot) misspelt(ctx context.Context, w command.What, page []asana.Object, eyes *eyes) ([]asana.Object, error) {
	name := fold(w.Name)
	const beginning = 2 // letters that are taken for right
	if w.In == nil {
		start := []rune(name)
		if len(start) <= beginning {
			return nil, nil
		}
		var err error
		if page, _, err = b.candidates(ctx, command.What{Kind: w.Kind, Name: string(start[:beginning])}, eyes); err != nil {
			return nil, err
		}
	}
	reach := max(2, len([]rune(name))/5)
	near := slices.DeleteFunc(slices.Clone(page), func(o asana.Object) bool { return command.Distance(fold(o.Name), name) > reach })
	return b.visible(ctx, kindOf(w), near[:min(len(near), suggestions)], eyes)
}

// candidates asks Asana for objects with a similar name, and tells whether there may be more than it showed.
func (b *Bot) candidates(ctx context.Context, w command.What, eyes *eyes) (page []asana.Object, full bool, err error) {
	if w.In != nil {
		page, err = b.typesIn(ctx, *w.In, eyes)
		return page, false, err
	}
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return nil, false, err
	}
	page, err = b.asana.Typeahead(ctx, asana.TypeaheadQuery{Workspace: workspace, ResourceType: kindOf(w), Query: searchWords(w.Name), Count: fullPage})
	if err != nil {
		return nil, false, &lookup{Say("the ", kindWord(kindOf(w)), "s of this workspace"), fmt.Errorf("search by name: %w", err)}
	}
	return page, len(page) >= fullPage, nil
}

// typesIn lists the types of a project: Asana finds them no other way.
func (b *Bot) typesIn(ctx context.Context, project command.What, eyes *eyes) ([]asana.Object, error) {
	p, err := b.parent(ctx, project, eyes)
	if err != nil {
		return nil, err
	}
	var all []asana.Object
	for t, err := range b.asana.CustomTypes(ctx, p.GID) {
		if err != nil {
			return nil, fmt.Errorf("list the types of a project: %w", err)
		}
		all = append(all, t)
		eyes.found(t.GID) // who sees the project sees its types
	}
	return all, nil
}

// nearest puts exact matches first and keeps of the others only as many as could be suggested: each has to be looked up before it is shown.
func nearest(page []asana.Object, name string) []asana.Object {
	var exact, others []asana.Object
	for _, o := range page {
		if fold(o.Name) == fold(name) {
			exact = append(exact, o)
		} else if len(others) < 2*suggestions {
			others = append(others, o)
		}
	}
	return append(exact, others...)
}

// visible leaves of a page of candidates what the asker may see, so that a hidden name shows neither as an answer nor as a suggestion.
func (b *Bot) visible(ctx context.Context, kind string, page []asana.Object, eyes *eyes) ([]asana.Object, error) {
	if eyes.all {
		return page, nil
	}
	sees := make([]bool, len(page))
	group, ctx := together(ctx)
	for i, candidate := range page {
		group.Go(func() error {
			o, err := b.object(ctx, kind, candidate.GID, true)
			if isHidden(err) || errors.Is(err, errElsewhere) {
				return nil
			}
			if err != nil {
				return err
			}
			sees[i], err = eyes.see(ctx, o)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var left []asana.Object
	for i, o := range page {
		if sees[i] {
			left = append(left, o)
		}
	}
	return left, nil
}

// askWhich says what was found when a name does not mean exactly one object.
func (b *Bot) askWhich(w command.What, exact, visible []asana.Object) error {
	kind := kindWord(kindOf(w))
	p := complain("I found no ", kind, " called ", Bold(w.Name), ", or it is hidden from you or from me.")
	offered := visible
	switch {
	case len(exact) > 1:
		p = complain("There are ", strconv.Itoa(len(exact)), " ", kind, "s called ", Bold(w.Name), ".")
		offered = exact
	case len(exact) == 1:
		p = complain("So many ", kind, "s match ", Bold(w.Name), " that I can't be sure which one is meant.")
		offered = exact
	}
	if len(offered) == 0 {
		return p.next("Check the spelling, or paste the link of the ", kind, ".")
	}
	p.pick = &picking{what: w, options: pickable(offered[:min(len(offered), fullPage)]), ask: "Which one do you mean?"}
	if len(exact) == 0 {
		p.pick.ask = "Did you mean one of these?"
	}
	note := Say("Use the gid in place of the name: ")
	for i, o := range offered[:min(len(offered), suggestions)] {
		if i > 0 {
			note = append(note, Span{Text: ", "})
		}
		note = append(note, Say(Bold(o.Name), " ", Code(o.GID))...)
	}
	p.note = note
	return p
}
