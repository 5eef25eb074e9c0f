package store

import (
	"encoding/json"
	"fmt"

	"rollcall/bot"
)

// encodeJudgement is how a judgement is stored: as JSON, or as nothing when the policy has not said anything.
func encodeJudgement(j bot.Judgement) (string, error) {
	raw, err := json.Marshal(j)
	if err != nil {
		return "", fmt.Errorf("judgement: %w", err)
	}
	if string(raw) == "{}" {
		return "", nil
	}
	return string(raw), nil
}

func decodeJudgement(stored string) (j bot.Judgement, err error) {
	if stored == "" {
		return j, nil
	}
	if err := json.Unmarshal([]byte(stored), &j); err != nil {
		return j, fmt.Errorf("judgement: %w", err)
	}
	return j, nil
}
