package slack

import (
	"go.uber.org/fx"

	"rollcall/bot"
)

// Module provides the Slack client as what the bot needs of a chat.
var Module = fx.Module("slack", fx.Provide(fx.Annotate(New, fx.As(new(bot.Chat)))))
