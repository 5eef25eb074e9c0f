package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// bodyLimit is how much of a body is read.
const bodyLimit = 1 << 20

// readInput reads body and options of a request into the call.
func (c *call) readInput(r *http.Request) error {
	c.data = map[string]any{}
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		if err := c.readBody(r); err != nil {
			return err
		}
	}
	if c.query.Has("opt_fields") {
		c.fields = parseFields(c.query.Get("opt_fields"))
	}
	if text := c.query.Get("opt_pretty"); text != "" {
		pretty, err := strconv.ParseBool(text)
		c.pretty = err == nil && pretty
	}
	return nil
}

// readBody reads {"data":{…},"options":{…}} or a form; no body at all is an
// empty one. Files, and so multipart forms, have no place in this API.
func (c *call) readBody(r *http.Request) error {
	raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, bodyLimit))
	if tooLarge, isLimit := errors.AsType[*http.MaxBytesError](err); isLimit {
		return refuse(http.StatusRequestEntityTooLarge, "The request is larger than %d bytes.", tooLarge.Limit)
	}
	if err != nil { // The caller went away in the middle of the body.
		return invalid("Could not parse request data, invalid JSON")
	}
	if len(strings.TrimSpace(string(raw))) == 0 {
		return nil
	}
	if isForm(r.Header, raw) {
		return c.readForm(string(raw))
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		return invalid("Could not parse request data, invalid JSON")
	}
	for _, name := range sortedNames(body) {
		if name != "data" && name != "options" {
			return invalid("Unrecognized request field %s . The only allowed keys at the top level are: data, options. "+
				"Is it possible you did not wrap object properties in a data object?", name)
		}
	}
	if data, given := body["data"]; given {
		object, ok := data.(map[string]any)
		if !ok {
			return invalid("data: Value is not a JSON object: %v", data)
		}
		c.data = object
	}
	c.readOptions(body["options"])
	return nil
}

// readOptions reads the options that stand beside the data of a body.
func (c *call) readOptions(value any) {
	options, _ := value.(map[string]any)
	c.pretty, _ = options["pretty"].(bool)
	switch fields := options["fields"].(type) {
	case string:
		c.fields = parseFields(fields)
	case []any:
		names := []string{}
		for _, field := range fields {
			if name, ok := field.(string); ok {
				names = append(names, name)
			}
		}
		c.fields = parseFields(strings.Join(names, ","))
	}
}

// only refuses members of the data that cannot be written. Asana's answer to a
// name that it does not know at all is not documented; it gets the same one.
func (c *call) only(names ...string) error {
	for _, name := range sortedNames(c.data) {
		if !slices.Contains(names, name) {
			return invalid("%s: Cannot write this property", name)
		}
	}
	return nil
}

// sortedNames returns the names of an object in a stable order.
func sortedNames(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
