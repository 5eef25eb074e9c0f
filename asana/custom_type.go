package asana

import (
	"context"
	"iter"
	"net/http"
)

// CustomType reads a custom type, which is its name.
//
//asana:operation GET /custom_types/{custom_type_gid}
func (c *Client) CustomType(ctx context.Context, gid string, options ...ReadOption) (Object, error) {
	call := call{op: "CustomType", method: http.MethodGet, route: "/custom_types/{custom_type_gid}", args: []string{gid}}
	call.query = reading("name", options)
	return get[Object](ctx, c, call, checkGID("custom type", gid))
}

// CustomTypes lists the custom types of a project, which is the only way to find
// any.
//
//asana:operation GET /custom_types
func (c *Client) CustomTypes(ctx context.Context, project string, options ...ReadOption) iter.Seq2[Object, error] {
	call := call{op: "CustomTypes", method: http.MethodGet, route: "/custom_types"}
	call.query = reading("name", options, "project", project)
	return pages[Object](ctx, c, call, checkGID("project", project))
}
