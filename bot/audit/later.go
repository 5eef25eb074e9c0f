package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
)

// SealDraft seals a stored draft. What a newer version put into it and this one does not know is sealed with it: while two versions serve at once,
// either may seal what the other appended.
func SealDraft(prev string, seq int64, stored []byte) (form []byte, hash string, err error) {
	var e Event
	if err := json.Unmarshal(stored, &e); err != nil {
		return nil, "", fmt.Errorf("seal event %d: %w", seq, err)
	}
	e.Seq, e.PrevHash = seq, prev
	form, err = withUnknown(stored, unhashed{Event: e})
	if err != nil {
		return nil, "", fmt.Errorf("seal event %d: %w", seq, err)
	}
	return form, digest(form), nil
}

// withUnknown renders a value in the form of RFC 8785, with the members that it was read from and does not know.
func withUnknown(stored []byte, v any) ([]byte, error) {
	known, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	from, err := members(stored)
	if err != nil {
		return nil, err
	}
	delete(from, "hash") // it is taken of the rest
	to, err := members(known)
	if err != nil {
		return nil, err
	}
	return canonical(joined(from, to))
}

// members reads a JSON object; numbers stay as they are written.
func members(object []byte) (m map[string]any, err error) {
	dec := json.NewDecoder(bytes.NewReader(object))
	dec.UseNumber()
	err = dec.Decode(&m)
	return m, err
}

// joined is the second object with what only the first one has. What is null or empty there says nothing and is left out, as everywhere in the log.
func joined(from, to map[string]any) map[string]any {
	all := maps.Clone(to)
	for name, value := range from {
		inner, isObject := value.(map[string]any)
		mine, both := to[name].(map[string]any)
		_, known := to[name]
		switch {
		case isObject && both:
			all[name] = joined(inner, mine)
		case !known && value != nil && value != "":
			all[name] = value
		}
	}
	return all
}
