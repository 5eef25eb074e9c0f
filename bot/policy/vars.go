package policy

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"
)

// The facts as conditions see them. Names and types are known to the checker, so that a mistyped one is found when a file is read.
type (
	requesterVars struct {
		SlackUser string   `cel:"slack_user"`
		Name      string   `cel:"name"`
		Email     string   `cel:"email"`
		Admin     bool     `cel:"admin"`
		Groups    []string `cel:"groups"`
		Roles     []string `cel:"roles"`
	}
	targetVars struct {
		Type      string   `cel:"type"`
		GID       string   `cel:"gid"`
		Name      string   `cel:"name"`
		Email     string   `cel:"email"`
		SlackUser string   `cel:"slack_user"`
		Self      bool     `cel:"self"`
		Guest     bool     `cel:"guest"`
		Groups    []string `cel:"groups"`
	}
	parentVars struct {
		Kind string `cel:"kind"`
		GID  string `cel:"gid"`
		Name string `cel:"name"`
	}
)

// The names of the facts that have members.
const (
	varRequester = "requester"
	varTarget    = "target"
	varParent    = "parent"
)

// fieldsOf are the members of a fact.
func fieldsOf(variable string) []string {
	switch variable {
	case varRequester:
		return []string{"slack_user", "name", "email", "admin", "groups", "roles"}
	case varTarget:
		return []string{"type", "gid", "name", "email", "slack_user", "self", "guest", "groups"}
	case varParent:
		return []string{"kind", "gid", "name"}
	}
	return nil
}

// longestCondition is how many characters a condition may have.
const longestCondition = 4000

// newEnv is what conditions may speak of.
func newEnv() (*cel.Env, error) {
	return cel.NewEnv(
		ext.NativeTypes(
			types.NativeTypeFor[requesterVars](types.NativeTypeAlias(varRequester)),
			types.NativeTypeFor[targetVars](types.NativeTypeAlias(varTarget)),
			types.NativeTypeFor[parentVars](types.NativeTypeAlias(varParent)),
			ext.ParseStructTags(true),
		),
		ext.Strings(),
		cel.Variable(varRequester, cel.ObjectType(varRequester)),
		cel.Variable(varTarget, cel.ObjectType(varTarget)),
		cel.Variable(varParent, cel.ObjectType(varParent)),
		cel.Variable("action", cel.StringType),
		cel.Variable("level", cel.StringType),
		cel.Variable("before", cel.StringType),
		cel.Variable("duration", cel.DurationType),
		cel.Variable("reason", cel.StringType),
		cel.Variable("now", cel.TimestampType),
		cel.ParserExpressionSizeLimit(longestCondition),
		cel.ASTValidators(cel.ValidateDurationLiterals(), cel.ValidateTimestampLiterals(), cel.ValidateRegexLiterals()),
	)
}

// variables are the facts for a condition.
func (s *subject) variables() map[string]any {
	if s.vars != nil {
		return s.vars
	}
	r, t := s.Requester, s.Target
	s.vars = map[string]any{
		varRequester: &requesterVars{SlackUser: r.SlackUser, Name: r.Name, Email: r.Email, Admin: r.Admin, Groups: r.Groups, Roles: r.roles()},
		varTarget:    &targetVars{Type: t.Type, GID: t.GID, Name: t.Name, Email: t.Email, SlackUser: t.SlackUser, Self: t.Self, Guest: t.Guest, Groups: t.Groups},
		varParent:    &parentVars{Kind: s.Parent.Kind, GID: s.Parent.GID, Name: s.Parent.Name},
		"action":     string(s.Action),
		"level":      s.Level,
		"before":     s.Before,
		"duration":   s.Duration,
		"reason":     s.Reason,
		"now":        s.Now,
	}
	return s.vars
}
