package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"rollcall/bot"
	botslack "rollcall/bot/slack"
)

// options answers somebody who types into a menu. It changes nothing, so it is never refused as a repeat.
func (s *Server) options(c echo.Context) error {
	p, err := readInteraction(c.Request())
	if err != nil || p.Type != typeSuggestion {
		s.parts.Log.Warn().Err(err).Str("type", p.Type).Msg("a question for suggestions could not be read")
		return echo.NewHTTPError(http.StatusBadRequest, "The body is not a question for suggestions.")
	}
	return s.suggest(c.Request().Context(), c, p)
}

func (s *Server) suggest(ctx context.Context, c echo.Context, p payload) error {
	found := s.parts.Bot.Suggest(ctx, bot.Typing{Form: p.form(), Field: p.Action, Text: p.Typed})
	return c.JSON(http.StatusOK, botslack.Suggestions(found))
}
