package slack

import (
	"go.uber.org/fx"

	"rollcall/bot"
)

// Module provides the Slack client as what the bot needs of a chat.
var Module = fx.Module("slack", fx.Provide(fx.Annotate(provide, fx.As(new(bot.Chat)))))

// provide makes the client and closes its connections when everything that uses it has stopped.
func provide(lc fx.Lifecycle, cfg Config) (*Client, error) {
	c, err := New(cfg)
	if err == nil {
		lc.Append(fx.StopHook(c.Close))
	}
	return c, err
}
