package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// Scopes are the bot scopes that Rollcall uses.
func Scopes() []string {
	return []string{"commands", "chat:write", "im:write", "users:read", "users:read.email", "usergroups:read"}
}

// Check asks Slack whose token this is, and returns the workspace and the scopes that the token lacks.
func (c *Client) Check(ctx context.Context) (team string, missing []string, err error) {
	who, err := c.api.AuthTestContext(ctx)
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return "", nil, fmt.Errorf("ask Slack whose token this is: %s", told(answer)) // whatever Slack says: it was reached
	}
	if err != nil {
		return "", nil, explain("ask Slack whose token this is", err)
	}
	has := strings.FieldsFunc(who.Header.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, scope := range Scopes() {
		if !slices.Contains(has, scope) {
			missing = append(missing, scope)
		}
	}
	return who.TeamID, missing, nil
}
