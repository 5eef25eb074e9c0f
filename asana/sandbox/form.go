package sandbox

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// formType is the type of bodies that are forms.
const formType = "application/x-www-form-urlencoded"

// isForm tells whether a body is a form. One that begins with a brace is JSON
// whatever its type says: no form of this API does, and what Asana makes of it
// is not documented.
func isForm(header http.Header, raw []byte) bool {
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	return kind == formType && !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{"))
}

// readForm reads a form: each field is a member of the data, and what begins
// with opt_ an option. A field that comes more than once, or that ends in
// brackets, is a list.
func (c *call) readForm(raw string) error {
	form, err := url.ParseQuery(raw)
	if err != nil {
		return invalid("Could not parse request data, invalid form")
	}
	for name, values := range form {
		switch {
		case name == "opt_fields":
			c.fields = parseFields(strings.Join(values, ","))
		case name == "opt_pretty":
			pretty, err := strconv.ParseBool(values[0])
			c.pretty = err == nil && pretty
		case strings.HasPrefix(name, "opt_"): // Others change nothing here.
		default:
			c.readField(name, values)
		}
	}
	return nil
}

// readField reads one field of a form.
func (c *call) readField(name string, values []string) {
	base, index, indexed := strings.Cut(name, "[")
	if !indexed && len(values) == 1 {
		c.data[name] = values[0]
		return
	}
	if indexed && !strings.HasSuffix(index, "]") {
		base = name
	}
	list, _ := c.data[base].([]any)
	for _, value := range values {
		list = append(list, value)
	}
	c.data[base] = list
}
