package bot

import "context"

// Typing is somebody typing into a field that searches, in a form as it stands.
type Typing struct {
	Form  FormState
	Field string // the input
	Text  string // what was typed so far; may be empty
}

// Suggest answers with what somebody may mean, of what they may see.
func (b *Bot) Suggest(ctx context.Context, t Typing) []OptionGroup { return nil }

func (b *Bot) warmSuggestions(ctx context.Context, o Origin, kind string) {}
