package asana

import (
	"context"
	"iter"
	"net/http"
)

const customFieldFields = "name,resource_subtype,is_global_to_workspace,privacy_setting,default_access_level"

// CustomField is a custom field as far as its memberships are concerned.
type CustomField struct {
	GID  string `json:"gid"`
	Name string `json:"name"`
	// ResourceSubtype is the kind of value, such as "text" or "enum".
	ResourceSubtype     string `json:"resource_subtype"`
	IsGlobalToWorkspace bool   `json:"is_global_to_workspace"`
	// PrivacySetting is "public_with_guests", "public" or "private".
	PrivacySetting     string `json:"privacy_setting"`
	DefaultAccessLevel string `json:"default_access_level"`
}

func (f CustomField) identity() string { return f.GID }

// CustomField reads a custom field.
//
//asana:operation GET /custom_fields/{custom_field_gid}
func (c *Client) CustomField(ctx context.Context, gid string, options ...ReadOption) (CustomField, error) {
	call := call{op: "CustomField", method: http.MethodGet, route: "/custom_fields/{custom_field_gid}", args: []string{gid}}
	call.query = reading(customFieldFields, options)
	return get[CustomField](ctx, c, call, checkGID("custom field", gid))
}

// CustomFields lists the custom fields of a workspace.
//
//asana:operation GET /workspaces/{workspace_gid}/custom_fields
func (c *Client) CustomFields(ctx context.Context, workspace string, options ...ReadOption) iter.Seq2[CustomField, error] {
	call := call{op: "CustomFields", method: http.MethodGet, route: "/workspaces/{workspace_gid}/custom_fields", args: []string{workspace}}
	call.query = reading(customFieldFields, options)
	return pages[CustomField](ctx, c, call, checkGID("workspace", workspace))
}
