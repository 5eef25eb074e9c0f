package sandbox

import (
	"maps"
	"slices"
	"time"
)

// parentRecord is the full record of a parent: what a new one has, over which
// lies what the seed says, over which lies what follows from the world.
func (c *call) parentRecord(p *parent) *record {
	members := c.bare(p)
	references := referenceMembers()
	for name, value := range p.members {
		if k, isReference := references[name]; isReference {
			members[name] = pointer(k, p.points(name))
			continue
		}
		members[name] = value
	}
	delete(members, projectsOf)
	c.derive(p, members)
	members["name"] = p.name
	return newRecord(p.gid, p.kind, members).without(func(name string) bool { return optIn(p.kind, name) })
}

// compactParent is a parent in a list.
func (c *call) compactParent(p *parent) *record {
	return c.parentRecord(p).only(compactMembers(p.kind)...)
}

// pointer returns a resource, or nothing when there is no gid.
func pointer(k kind, gid string) any {
	if gid == "" {
		return nil
	}
	return resource{k, gid}
}

// bare returns the members of a parent that nobody has touched.
func (c *call) bare(p *parent) map[string]any {
	born := c.born.UTC().Format(time.RFC3339)
	workspace := resource{kindWorkspace, c.workspace.GID}
	members := map[string]any{"default_access_level": rulesOf(p.kind).level}
	switch p.kind {
	case kindProject:
		maps.Copy(members, map[string]any{
			"archived": false, "color": nil, "completed": false, "completed_at": nil, "created_at": born,
			"modified_at": born, "due_on": nil, "start_on": nil, "notes": "", "default_view": "list",
			"minimum_access_level_for_customization": "editor", "minimum_access_level_for_sharing": p.sharing(),
			"custom_fields": []any{}, "custom_field_settings": []any{}, "followers": []resource{},
			"owner": nil, "team": nil, "workspace": workspace,
			"permalink_url": "https://app.asana.com/1/" + c.workspace.GID + "/project/" + p.gid,
		})
	case kindPortfolio:
		maps.Copy(members, map[string]any{
			"archived": false, "due_on": nil, "start_on": nil, "created_at": born, "custom_fields": []any{},
			"custom_field_settings": []any{}, "workspace": workspace, "project_templates": []any{},
			"permalink_url": "https://app.asana.com/1/" + c.workspace.GID + "/portfolio/" + p.gid,
		})
	case kindGoal:
		maps.Copy(members, map[string]any{
			"notes": "", "due_on": nil, "start_on": nil, "is_workspace_level": true, "liked": false,
			"likes": []any{}, "num_likes": 0, "owner": nil, "team": nil, "workspace": workspace, "status": nil,
			"custom_fields": []any{}, "custom_field_settings": []any{},
		})
	case kindCustomField:
		return c.bareField(p, members)
	default:
		return map[string]any{"status_options": []any{}}
	}
	return members
}

// bareField returns the members of a custom field, whose type has three names.
func (c *call) bareField(p *parent, members map[string]any) map[string]any {
	fieldType, _ := text(p.members, "resource_subtype")
	if fieldType == "" {
		fieldType, _ = text(p.members, "type")
	}
	if fieldType == "" {
		fieldType = "text"
	}
	maps.Copy(members, map[string]any{
		"type": fieldType, "resource_subtype": fieldType, "representation_type": fieldType,
		"is_formula_field": false, "is_global_to_workspace": true, "has_notifications_enabled": false,
		"is_value_read_only": false, "created_by": nil,
	})
	if fieldType == "enum" || fieldType == "multi_enum" {
		members["enum_options"] = []any{}
	}
	return members
}

// derive sets what follows from memberships and privacy.
func (c *call) derive(p *parent, members map[string]any) {
	privacy := p.privacy()
	if privacy != "" {
		members["privacy_setting"] = privacy
	}
	switch p.kind {
	case kindProject:
		members["public"] = privacy == rulesOf(p.kind).privacy[0]
		members["members"] = c.people(p)
		followers := []resource{}
		for _, gid := range p.people("followers") {
			followers = append(followers, resource{kindUser, gid})
		}
		members["followers"] = followers
	case kindPortfolio:
		members["public"] = privacy == rulesOf(p.kind).privacy[0]
		members["members"] = c.people(p)
	case kindGoal:
		members["followers"] = c.people(p)
	}
}

// people returns the users who are direct members of a parent.
func (c *call) people(p *parent) []resource {
	people := []resource{}
	for _, m := range c.rows[p.gid] {
		if m.member.kind == kindUser {
			people = append(people, m.member)
		}
	}
	return slices.Clip(people)
}
