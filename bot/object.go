package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"rollcall/asana"
)

// errElsewhere: the object exists, but not in the workspace that is managed; people hear the same as if it did not exist.
var errElsewhere = errors.New("the object belongs to another Asana workspace")

// object is what Rollcall needs to know of a parent, whatever its kind.
type object struct {
	Parent
	workspace string // empty where Asana doesn't say
	public    bool   // Asana says that everyone of the workspace sees it, guests aside
	guests    bool   // guests see it too
	owner     string // gid of the user who owns it; empty when nobody does
	team      string // gid of a team whose people see it too
	level     string // the level that a membership gets when none is named; empty where Asana doesn't say
}

// object asks Asana for an object of the managed workspace. fresh is for reading on somebody's behalf: who sees it may have changed.
func (b *Bot) object(ctx context.Context, kind, gid string, fresh bool) (object, error) {
	if o, ok := b.names.objects.Get(kind + gid); ok && !fresh {
		return o, nil
	}
	o, err := b.readObject(ctx, kind, gid)
	if err != nil {
		return object{}, &lookup{Say("that ", kindWord(kind)), fmt.Errorf("look up a %s: %w", kindWord(kind), err)}
	}
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return object{}, err
	}
	if o.workspace != "" && o.workspace != workspace {
		return object{}, errElsewhere
	}
	o.Kind, o.GID = kind, gid
	o.URL = cmp.Or(o.URL, asana.Permalink(kind, workspace, gid))
	o.level = asana.DefaultLevel(kind, o.level)
	b.names.objects.Add(kind+gid, o)
	return o, nil
}

// readObject reads an object by its kind.
func (b *Bot) readObject(ctx context.Context, kind, gid string) (object, error) {
	switch kind {
	case asana.KindProject:
		return b.readProject(ctx, gid)
	case asana.KindPortfolio:
		p, err := b.asana.Portfolio(ctx, gid)
		public := p.PrivacySetting == "public_to_domain"
		return object{Parent: Parent{Name: p.Name, URL: p.PermalinkURL}, workspace: p.Workspace.GID, owner: p.Owner.GID, public: public, level: p.DefaultAccessLevel}, err
	case asana.KindGoal:
		g, err := b.asana.Goal(ctx, gid)
		public := g.PrivacySetting == publicToWorkspace
		return object{Parent: Parent{Name: g.Name}, workspace: g.Workspace.GID, owner: g.Owner.GID, public: public, level: g.DefaultAccessLevel}, err
	case asana.KindCustomField:
		f, err := b.asana.CustomField(ctx, gid)
		o := object{Parent: Parent{Name: f.Name}, public: strings.HasPrefix(f.PrivacySetting, "public"), level: f.DefaultAccessLevel}
		o.guests = f.PrivacySetting == "public_with_guests"
		return o, err
	case asana.KindCustomType:
		t, err := b.asana.CustomType(ctx, gid)
		return object{Parent: Parent{Name: t.Name}}, err
	case asana.KindTeam:
		t, err := b.asana.Team(ctx, gid)
		return object{Parent: Parent{Name: t.Name, URL: t.PermalinkURL}, workspace: t.Organization.GID, public: t.Visibility == "public"}, err
	case asana.KindWorkspace:
		w, err := b.asana.Workspace(ctx, gid)
		return object{Parent: Parent{Name: w.Name}, workspace: w.GID}, err
	}
	return object{}, fmt.Errorf("unknown kind of object %q", kind)
}

// publicToWorkspace is what Asana calls projects and goals that everyone of the workspace sees.
const publicToWorkspace = "public_to_workspace"

func (b *Bot) readProject(ctx context.Context, gid string) (object, error) {
	p, err := b.asana.Project(ctx, gid)
	public := p.PrivacySetting == publicToWorkspace
	o := object{Parent: Parent{Name: p.Name, URL: p.PermalinkURL}, workspace: p.Workspace.GID, owner: p.Owner.GID, public: public, level: p.DefaultAccessLevel}
	if p.PrivacySetting == "private_to_team" {
		o.team = p.Team.GID
	}
	return o, err
}

// kindWord is the word that people type for a kind of parent.
func kindWord(kind string) string { return strings.TrimPrefix(kind, "custom_") }

// leveled tells whether members of a kind of parent have an access level; people of teams and workspaces are members or not.
func leveled(kind string) bool { return kind != asana.KindTeam && kind != asana.KindWorkspace }

// levelMember is the level of somebody in a team or workspace, which have no levels.
const levelMember = "member"

// levelOf is what a membership gives.
func levelOf(m asana.Membership) string { return cmp.Or(m.AccessLevel, levelMember) }
