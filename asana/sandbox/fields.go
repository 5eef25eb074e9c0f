package sandbox

import (
	"slices"
	"strings"
)

// membersOf returns the names which Asana's document gives the full record of a
// kind of parent, beside gid, resource_type and name. A seed may set any of them.
func membersOf(k kind) []string {
	switch k {
	case kindProject:
		return strings.Fields(`archived color icon created_at current_status current_status_update
			custom_field_settings default_view due_date due_on html_notes members modified_at notes public
			privacy_setting start_on default_access_level minimum_access_level_for_customization
			minimum_access_level_for_sharing custom_fields completed completed_at completed_by followers
			owner team permalink_url project_brief created_from_template workspace`)
	case kindPortfolio:
		return strings.Fields(`archived color start_on due_on default_access_level created_at created_by
			custom_field_settings current_status_update custom_fields members owner workspace permalink_url
			public privacy_setting project_templates`)
	case kindGoal:
		return strings.Fields(`html_notes notes due_on start_on is_workspace_level liked likes num_likes
			team workspace followers time_period metric owner current_status_update status privacy_setting
			default_access_level custom_fields custom_field_settings`)
	case kindCustomField:
		return strings.Fields(`type enum_options enabled representation_type id_prefix input_restrictions
			is_formula_field date_value enum_value multi_enum_values number_value text_value display_value
			description precision format currency_code custom_label custom_label_position
			is_global_to_workspace has_notifications_enabled asana_created_field is_value_read_only
			created_by people_value reference_value html_text_value privacy_setting default_access_level
			resource_subtype`)
	case kindCustomType:
		return []string{"status_options"}
	default:
		return nil
	}
}

// compactMembers returns what a record of the kind shows inside another record
// and in lists.
func compactMembers(k kind) []string {
	base := []string{"gid", "resource_type", "name"}
	switch k {
	case kindGoal:
		return append(base, "owner")
	case kindCustomField:
		return append(base, strings.Fields(`type enum_options enabled representation_type id_prefix
			input_restrictions is_formula_field date_value enum_value multi_enum_values number_value
			text_value display_value`)...)
	default:
		return base
	}
}

// optIn tells whether a full record leaves the member out until opt_fields name it.
func optIn(k kind, name string) bool {
	switch k {
	case kindProject:
		return slices.Contains([]string{"html_notes", "project_brief", "created_from_template"}, name)
	case kindPortfolio:
		return name == "archived"
	case kindCustomField:
		return name == "description"
	case kindTeam:
		return name == "description" || name == "html_description"
	default:
		return false
	}
}

// referenceMembers maps the members of parents which point at another resource
// to the kind they point at.
func referenceMembers() map[string]kind {
	return map[string]kind{
		"owner": kindUser, "created_by": kindUser, "completed_by": kindUser,
		"team": kindTeam, "workspace": kindWorkspace,
	}
}

// peopleMembers are the members of parents which hold a list of users.
func peopleMembers() []string { return []string{"members", "followers"} }
