package bot

import "context"

// HomeOpened notes that somebody looks at their home, and shows them what is theirs.
func (b *Bot) HomeOpened(ctx context.Context, o Origin) error { return nil }
