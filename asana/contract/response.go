package contract

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// Answer is a response as the referee reads it.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// undocumented lists statuses that Asana's prose names and its document does
// not: a paid plan needed, events out of step, too large, too many, an embargo,
// and what stands in front of the API when that is away. The first five are
// documented of every operation but one, whose list of answers stops at success.
func undocumented() []int {
	return []int{400, 401, 403, 404, 500, 402, 412, 413, 429, 451, 502, 503, 504}
}

// Response returns what is wrong with the answer to a request.
func (r *Referee) Response(req *http.Request, answer Answer) []string {
	_, route, _, err := r.find(req)
	if err != nil {
		return unknownRoute(req, answer)
	}
	if answer.Status >= http.StatusBadRequest {
		return checkRefusal(route, answer)
	}
	declared := route.Operation.Responses.Status(answer.Status)
	if declared == nil {
		return []string{fmt.Sprintf("status %d is not documented", answer.Status)}
	}
	return checkSuccess(req, declared.Value, answer, r.offered(req, route.Operation))
}

// unknownRoute holds answers for what the document does not have: Asana says 404
// for a wrong path and for a wrong method alike, and 401 before it looks.
func unknownRoute(req *http.Request, answer Answer) []string {
	if answer.Status < http.StatusBadRequest {
		return []string{fmt.Sprintf("%s is not in the document, but was answered %d", name(req), answer.Status)}
	}
	return checkErrorBody(answer)
}

func checkRefusal(route *routers.Route, answer Answer) []string {
	var found []string
	if route.Operation.Responses.Status(answer.Status) == nil && !slices.Contains(undocumented(), answer.Status) {
		found = append(found, fmt.Sprintf("status %d is not documented", answer.Status))
	}
	return append(found, checkErrorBody(answer)...)
}

func checkSuccess(req *http.Request, declared *openapi3.Response, answer Answer, offered []string) []string {
	media := declared.Content.Get("application/json")
	if media == nil {
		return nil
	}
	if !isJSON(answer.Header) {
		return []string{fmt.Sprintf("the answer's type is %q", answer.Header.Get("Content-Type"))}
	}
	var value any
	if err := json.Unmarshal(answer.Body, &value); err != nil {
		return []string{fmt.Sprintf("the answer is not JSON: %v", err)}
	}
	w := walk{offered: offered}
	w.envelope(req, value)
	pruned := w.value("answer", media.Schema.Value, value)
	if err := media.Schema.Value.VisitJSON(pruned, openapi3.VisitAsResponse()); err != nil {
		w.report("answer does not match the schema: %v", err)
	}
	return w.found
}

// envelope checks what the document says about the outermost object in prose.
func (w *walk) envelope(req *http.Request, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		w.report("the answer is not an object")
		return
	}
	if _, ok := object["data"]; !ok {
		w.report(`the answer has no "data"`)
	}
	if _, ok := object["next_page"]; ok && !req.URL.Query().Has("limit") {
		w.report(`"next_page" is present without a limit in the request`)
	}
}

func isJSON(header http.Header) bool {
	got, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	return got == "application/json"
}
