package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"rollcall/bot"
)

// encodeJudgement is how a judgement is stored: as JSON, or as nothing when the policy has not said anything. What another version stored beside
// it is stored again, so that two versions can serve at once.
func encodeJudgement(j bot.Judgement) (string, error) {
	raw, err := json.Marshal(j)
	if err == nil && len(j.Other) > 0 {
		raw, err = withOther(raw, j.Other)
	}
	if err != nil {
		return "", fmt.Errorf("judgement: %w", err)
	}
	if string(raw) == "{}" {
		return "", nil
	}
	return string(raw), nil
}

// withOther adds members to a JSON object; its own count first.
func withOther(raw []byte, other map[string]json.RawMessage) ([]byte, error) {
	members := maps.Clone(other)
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, err
	}
	return json.Marshal(members)
}

func decodeJudgement(stored string) (j bot.Judgement, err error) {
	if stored == "" {
		return j, nil
	}
	if err := json.Unmarshal([]byte(stored), &j); err != nil {
		return j, fmt.Errorf("judgement: %w", err)
	}
	if err := json.Unmarshal([]byte(stored), &j.Other); err != nil {
		return j, fmt.Errorf("judgement: %w", err)
	}
	for f := range reflect.TypeFor[bot.Judgement]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		delete(j.Other, name)
	}
	if len(j.Other) == 0 {
		j.Other = nil
	}
	return j, nil
}
