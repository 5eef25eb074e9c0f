package sandbox

import "slices"

// allScopes is what the default token was granted.
func allScopes() []string {
	return []string{"commands", "chat:write", "chat:write.public", "im:write", "users:read", "users:read.email",
		"usergroups:read", "team:read", "channels:read", "groups:read"}
}

// granted tells whether the token has the scope; no scope is always granted.
func (w *workspace) granted(scope string) bool {
	return scope == "" || slices.Contains(w.team.Scopes, scope)
}
