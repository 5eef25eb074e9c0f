package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rollcall/asana"
	"rollcall/bot/command"
)

const (
	// fullPage is how many candidates Asana shows at most: a full page may hide another one, so a match in it is not proved unique.
	fullPage = 100
	// suggestions bounds how many similar names an answer offers.
	suggestions = 5
)

// errElsewhere: the project exists, but not in the workspace that is managed; people hear the same as if it did not exist.
var errElsewhere = errors.New("the project belongs to another Asana workspace")

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

// parent finds the one project that is meant. It never guesses: anything but one exact match that the asker may see is a question.
func (b *Bot) parent(ctx context.Context, w command.What, eyes *eyes) (Parent, error) {
	if gid, given, err := b.givenGID(ctx, w); err != nil || given {
		if err != nil {
			return Parent{}, err
		}
		return b.parentByGID(ctx, gid, eyes)
	}
	if o, ok := b.names.found.Get(fold(w.Name)); ok && eyes.all {
		return parentOf(o), nil
	}
	return b.parentByName(ctx, w.Name, eyes)
}

// givenGID takes the gid from a command that names the object by number or by link.
func (b *Bot) givenGID(ctx context.Context, w command.What) (gid string, given bool, err error) {
	if w.Link == "" {
		return w.GID, w.GID != "", nil
	}
	link, ok := asana.ParseLink(w.Link)
	if !ok || link.Kind != "" && link.Kind != "project" {
		return "", true, complain("That link doesn't lead to a project.").next("Open the project in Asana and copy the address from the browser.")
	}
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return "", true, err
	}
	if link.Workspace != "" && link.Workspace != workspace {
		return "", true, complain("That link leads to another Asana workspace than the one I manage.")
	}
	return link.GID, true, nil
}

func (b *Bot) parentByGID(ctx context.Context, gid string, eyes *eyes) (Parent, error) {
	p, err := b.project(ctx, gid, !eyes.all)
	hidden := asana.IsNotFound(err) || asana.IsForbidden(err) || asana.IsBadRequest(err) || errors.Is(err, errElsewhere)
	if err != nil && !hidden {
		return Parent{}, err
	}
	if !hidden {
		sees, err := eyes.see(ctx, p)
		if err != nil {
			return Parent{}, err
		}
		hidden = !sees
	}
	if hidden {
		return Parent{}, complain("I found no project with the gid ", Code(gid), ", or it is hidden from you or from me.").
			next("Open the project in Asana and copy its link, or ask its owner to share it.")
	}
	return parentOfProject(p), nil
}

// project asks Asana for a project of the managed workspace. fresh is for reading on somebody's behalf: who sees it may have changed.
func (b *Bot) project(ctx context.Context, gid string, fresh bool) (asana.Project, error) {
	if p, ok := b.names.projects.Get(gid); ok && !fresh {
		return p, nil
	}
	p, err := b.asana.Project(ctx, gid)
	if err != nil {
		return asana.Project{}, fmt.Errorf("look up a project: %w", err)
	}
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return asana.Project{}, err
	}
	if p.Workspace.GID != workspace {
		return asana.Project{}, errElsewhere
	}
	b.names.projects.Add(gid, p)
	return p, nil
}

func (b *Bot) parentByName(ctx context.Context, name string, eyes *eyes) (Parent, error) {
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return Parent{}, err
	}
	page, err := b.asana.Typeahead(ctx, asana.TypeaheadQuery{Workspace: workspace, ResourceType: "project", Query: name, Count: fullPage})
	if err != nil {
		return Parent{}, fmt.Errorf("search projects: %w", err)
	}
	visible, err := b.visible(ctx, nearest(page, name), eyes)
	if err != nil {
		return Parent{}, err
	}
	exact := slices.DeleteFunc(slices.Clone(visible), func(o asana.Object) bool { return fold(o.Name) != fold(name) })
	if len(exact) == 1 && len(page) < fullPage {
		if eyes.all { // what one person alone sees as unique may not be so for another
			b.names.found.Add(fold(name), exact[0])
		}
		return parentOf(exact[0]), nil
	}
	return Parent{}, b.askWhich(name, exact, visible)
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
func (b *Bot) visible(ctx context.Context, page []asana.Object, eyes *eyes) ([]asana.Object, error) {
	if eyes.all {
		return page, nil
	}
	sees := make([]bool, len(page))
	group, ctx := together(ctx)
	for i, o := range page {
		group.Go(func() error {
			p, err := b.project(ctx, o.GID, true)
			if asana.IsNotFound(err) || asana.IsForbidden(err) {
				return nil
			}
			if err != nil {
				return err
			}
			sees[i], err = eyes.see(ctx, p)
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

// askWhich says what was found when a name does not mean exactly one project.
func (b *Bot) askWhich(name string, exact, visible []asana.Object) error {
	p := complain("I found no project called ", Bold(name), ", or it is hidden from you or from me.")
	offered := visible
	switch {
	case len(exact) > 1:
		p = complain("There are ", fmt.Sprint(len(exact)), " projects called ", Bold(name), ".")
		offered = exact
	case len(exact) == 1:
		p = complain("So many projects match ", Bold(name), " that I can't be sure which one is meant.")
		offered = exact
	}
	if len(offered) == 0 {
		return p.next("Check the spelling, or paste the project's link.")
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

func parentOf(o asana.Object) Parent { return Parent{Kind: "project", GID: o.GID, Name: o.Name} }

func parentOfProject(p asana.Project) Parent {
	return Parent{Kind: "project", GID: p.GID, Name: p.Name, URL: p.PermalinkURL}
}
