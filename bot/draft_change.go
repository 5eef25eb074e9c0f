package bot

import "context"

// FormChanged takes a choice in an open form: what depends on it is filled in anew, and what would come of it is shown.
func (b *Bot) FormChanged(ctx context.Context, f FormState) {}
