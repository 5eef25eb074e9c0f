package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
)

// interact sends a payload the way Slack does: JSON in one form field.
func (s *Server) interact(ctx context.Context, path string, payload []byte) result {
	body := url.Values{"payload": {string(payload)}}.Encode()
	return s.send(ctx, outgoing{path: path, kind: formKind, body: []byte(body)})
}

// payload is what every interaction tells. The lock is held.
func (s *Server) payload(kind string, u *User) map[string]any {
	return map[string]any{
		"type":  kind,
		"token": verificationToken,
		"team":  map[string]any{"id": s.w.team.ID, "domain": s.w.team.Domain},
		"user": map[string]any{
			"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.TeamID,
		},
		"api_app_id":            s.w.bot().Profile.APIAppID,
		"enterprise":            nil,
		"is_enterprise_install": false,
	}
}

func encode(v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("spell a payload: %w", err)
	}
	return body, nil
}

// actionTS is the moment of an action in Slack's spelling.
func (s *Server) actionTS() string { return s.w.newTS(s.now()) }
