package handlers

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"rollcall/bot"
)

// envelope is what Rollcall reads of what Slack's Events API sends.
type envelope struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	Team      string `json:"team_id"`
	ID        string `json:"event_id"`
	Event     struct {
		Type string          `json:"type"`
		Tab  string          `json:"tab"`
		User json.RawMessage `json:"user"` // an id, or in some events a whole person
	} `json:"event"`
}

// event takes what Slack's Events API sends. What can't be stored is answered with an error, so that Slack delivers it again.
func (s *Server) event(c echo.Context) error {
	var e envelope
	body, err := io.ReadAll(c.Request().Body)
	if err != nil || json.Unmarshal(body, &e) != nil || e.Type == "" {
		return echo.NewHTTPError(http.StatusBadRequest, "The body is not an event.")
	}
	if e.Type == "url_verification" {
		return c.String(http.StatusOK, e.Challenge)
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), ackWithin)
	defer cancel()
	if e.Event.Type == "app_home_opened" && e.Event.Tab == "home" {
		if err := s.parts.Bot.HomeOpened(ctx, e.key(), e.origin()); err != nil {
			s.parts.Log.Error().Err(err).Msg("an opened home could not be noted")
			return echo.NewHTTPError(http.StatusServiceUnavailable, "The event could not be stored; please deliver it again.")
		}
	}
	return c.NoContent(http.StatusOK)
}

// key is the same for every delivery of the event.
func (e envelope) key() string {
	if e.ID == "" {
		return ""
	}
	return "event:" + e.ID
}

func (e envelope) origin() bot.Origin {
	var user string
	if json.Unmarshal(e.Event.User, &user) != nil {
		user = ""
	}
	return bot.Origin{SlackTeam: e.Team, SlackUser: user, Via: "slack"}
}
