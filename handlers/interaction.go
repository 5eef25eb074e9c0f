package handlers

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"rollcall/bot"
	botslack "rollcall/bot/slack"
)

// interaction takes what people do with buttons and forms. Only the posted form is read, never the query, which is not signed.
func (s *Server) interaction(c echo.Context) error {
	p, err := readInteraction(c.Request())
	if err != nil {
		s.parts.Log.Warn().Err(err).Msg("an interaction could not be read")
		return echo.NewHTTPError(http.StatusBadRequest, "The body is not an interaction.")
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), ackWithin)
	defer cancel()
	switch p.Type {
	case typeActions:
		if p.View.Callback != "" {
			s.parts.Bot.FormChanged(ctx, p.form())
			break
		}
		s.parts.Bot.Click(ctx, p.click())
	case typeSubmission:
		if wrong := s.parts.Bot.Submit(ctx, p.submission()); len(wrong) > 0 {
			return c.JSON(http.StatusOK, botslack.FormErrors(p.View.atBlocks(wrong)))
		}
	case typeShortcut, typeOnMessage:
		s.parts.Bot.Shortcut(ctx, p.shortcut())
	case typeSuggestion:
		return s.suggest(ctx, c, p)
	case "view_closed": // nothing waits for it
	default:
		s.parts.Log.Warn().Str("type", p.Type).Msg("an interaction of an unknown type")
	}
	return c.NoContent(http.StatusOK)
}

// readInteraction decodes the one field of the posted form that carries an interaction.
func readInteraction(r *http.Request) (payload, error) {
	var p payload
	if err := r.ParseForm(); err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(r.PostForm.Get("payload")), &p); err != nil {
		return p, err
	}
	return p, p.check()
}

// click is the button that was pressed, or the choice that was made. Its key is the same for every delivery.
func (p payload) click() bot.Click {
	a := p.Actions[0]
	moment := a.TS
	if moment == "" {
		moment = p.Trigger
	}
	var value string
	if values := a.values(); len(values) > 0 {
		value = values[0]
	}
	return bot.Click{
		Key: "action:" + moment + ":" + a.ID + ":" + p.User.ID, Action: a.ID, Value: value,
		Origin: p.origin(), External: p.external(), At: p.at(), Trigger: p.Trigger, ResponseURL: p.ResponseURL,
	}
}

// submission is the form that was sent.
func (p payload) submission() bot.Click {
	return bot.Click{
		Key: "view:" + p.View.ID + ":" + p.View.Hash + ":" + p.User.ID, Action: p.View.Callback, Value: p.View.Metadata,
		Fields: p.View.values(), Texts: p.View.texts(), Form: bot.Shown{ID: p.View.ID, Hash: p.View.Hash}, Origin: p.origin(), External: p.external(), Trigger: p.Trigger,
	}
}

// form is an open form as it stands, with what was entered so far.
func (p payload) form() bot.FormState {
	return bot.FormState{
		Shown: bot.Shown{ID: p.View.ID, Hash: p.View.Hash}, ID: p.View.Callback, Data: p.View.Metadata, Values: p.View.values(), Texts: p.View.texts(),
		Origin: p.origin(), External: p.external(),
	}
}

// shortcut is the one that was chosen.
func (p payload) shortcut() bot.Shortcut {
	return bot.Shortcut{ID: p.Callback, Origin: p.origin(), External: p.external(), About: p.author(), Trigger: p.Trigger, ResponseURL: p.ResponseURL}
}
