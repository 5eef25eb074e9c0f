package asana

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ReadOption changes what a read asks for.
type ReadOption func(*readOptions)

type readOptions struct {
	fields []string
	pretty bool
}

// Fields names the members to answer with, such as "name" or "owner.name", in
// place of those that the method asks for by itself. What is not named stays
// empty in the result.
func Fields(names ...string) ReadOption {
	return func(o *readOptions) { o.fields = append(o.fields, names...) }
}

// Pretty asks for an indented answer, for people who read the wire. It costs time.
func Pretty() ReadOption {
	return func(o *readOptions) { o.pretty = true }
}

// reading is the query of a read: its parameters as far as they are given, and
// the members that it asks for unless the caller names others.
func reading(fields string, options []ReadOption, parameters ...string) url.Values {
	var read readOptions
	for _, option := range options {
		option(&read)
	}
	if len(read.fields) > 0 {
		fields = strings.Join(read.fields, ",")
	}
	query := given(append(parameters, "opt_fields", fields)...)
	if read.pretty {
		query.Set("opt_pretty", "true")
	}
	return query
}

// given makes a query of names and values and leaves out what is empty.
func given(pairs ...string) url.Values {
	query := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		if name, value := pair[0], pair[1]; value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// flag is the parameter of a question that may be left open.
func flag(value *bool) string {
	if value == nil {
		return ""
	}
	return strconv.FormatBool(*value)
}

// also adds members that the caller's choice has to hold.
func also(names ...string) ReadOption {
	return func(o *readOptions) {
		if len(o.fields) > 0 {
			o.fields = append(o.fields, names...)
		}
	}
}

// otherwise names the members to ask for when the caller has no choice.
func otherwise(names ...string) ReadOption {
	return func(o *readOptions) {
		if len(o.fields) == 0 {
			o.fields = names
		}
	}
}

// with adds an option after the caller's, whose list is left as it is.
func with(options []ReadOption, last ReadOption) []ReadOption {
	return append(slices.Clip(options), last)
}
