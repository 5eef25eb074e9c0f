package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Request returns what is wrong with a request that is about to be sent; body is
// its whole body.
func (r *Referee) Request(req *http.Request, body []byte) []string {
	relative, route, params, err := r.find(req)
	if err != nil {
		return []string{fmt.Sprintf("the document has no %s: %v", name(req), err)}
	}
	found := checkQuery(req, route)
	found = append(found, checkRequestBody(req, route, body)...)
	relative.Body = io.NopCloser(bytes.NewReader(body))
	err = openapi3filter.ValidateRequest(req.Context(), &openapi3filter.RequestValidationInput{
		Request:    relative,
		PathParams: params,
		Route:      route,
		Options: &openapi3filter.Options{
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
			SkipSettingDefaults: true,
		},
	})
	if err != nil {
		found = append(found, err.Error())
	}
	return found
}

// checkQuery finds parameters that the operation does not list, deprecated ones,
// and those given twice, all of which the document lets pass.
func checkQuery(req *http.Request, route *routers.Route) []string {
	var found []string
	known := queryParameters(route)
	for key, values := range req.URL.Query() {
		parameter, ok := known[key]
		switch {
		case !ok:
			found = append(found, fmt.Sprintf("query parameter %q is not in the document", key))
		case parameter.Deprecated || key == "type" && known["resource_type"] != nil:
			// Typeahead calls its old "type" deprecated in prose only.
			found = append(found, fmt.Sprintf("query parameter %q is deprecated", key))
		case len(values) > 1:
			found = append(found, fmt.Sprintf("query parameter %q is given %d times", key, len(values)))
		}
	}
	return found
}

func queryParameters(route *routers.Route) map[string]*openapi3.Parameter {
	known := map[string]*openapi3.Parameter{}
	for _, p := range slices.Concat(route.PathItem.Parameters, route.Operation.Parameters) {
		if p.Value.In == openapi3.ParameterInQuery {
			known[p.Value.Name] = p.Value
		}
	}
	return known
}

// checkRequestBody finds bodies where none belongs, and members that are unknown
// or deprecated.
func checkRequestBody(req *http.Request, route *routers.Route, body []byte) []string {
	declared := route.Operation.RequestBody
	switch {
	case declared == nil && len(body) == 0:
		return nil
	case declared == nil:
		return []string{"the operation takes no body"}
	case len(body) == 0:
		return []string{"the operation needs a body"}
	}
	media := declared.Value.Content.Get("application/json")
	if got, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type")); got != "application/json" || media == nil {
		return []string{fmt.Sprintf("the body's type is %q", got)}
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return []string{fmt.Sprintf("the body is not JSON: %v", err)}
	}
	w := walk{sent: true}
	w.value("body", media.Schema.Value, value)
	return w.found
}
