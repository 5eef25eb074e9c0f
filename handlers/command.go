package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/slack-go/slack"

	"rollcall/bot"
	botslack "rollcall/bot/slack"
)

// ackWithin leaves room within Slack's three seconds for a commit under way, which the store gives half a second more, and for the way back.
const ackWithin = 2 * time.Second

// command takes a slash command: decode, hand it to the bot, encode the acknowledgement. Only the posted form is read, never the query.
func (s *Server) command(c echo.Context) error {
	if err := c.Request().ParseForm(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The body is not a form.")
	}
	cmd, err := slack.SlashCommandParse(c.Request())
	if err != nil || cmd.UserID == "" || cmd.TeamID == "" || cmd.Command == "" {
		return echo.NewHTTPError(http.StatusBadRequest, "The body is not a slash command.")
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), ackWithin)
	defer cancel()
	said := s.parts.Bot.Command(ctx, bot.Inbound{
		Key:         repeatKey(c, cmd),
		Text:        cmd.Text,
		ResponseURL: cmd.ResponseURL,
		Trigger:     cmd.TriggerID,
		Origin:      bot.Origin{SlackTeam: cmd.TeamID, SlackUser: cmd.UserID, Channel: cmd.ChannelID, Via: "slack"},
	})
	if said.Silent() { // what was opened is the answer
		return c.NoContent(http.StatusOK)
	}
	return c.JSON(http.StatusOK, botslack.Answer(said))
}

// repeatKey is the same for every delivery of one command. Its signature stands in where Slack sends no trigger, which closes the window for
// replays as well; its digits count, not how they are spelled.
func repeatKey(c echo.Context, cmd slack.SlashCommand) string {
	if cmd.TriggerID != "" {
		return "command:" + cmd.TriggerID
	}
	return "signature:" + strings.ToLower(c.Request().Header.Get("X-Slack-Signature"))
}
