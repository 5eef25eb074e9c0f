package asana_test

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
)

// wire is one exchange as it looks on the wire.
type wire struct {
	// request is method and path below the base path.
	request string
	// query is what is asked besides the page size of lists.
	query map[string]string
	body  string
	// status is 200 unless given.
	status int
	// data is what the answer's "data" holds, in raw JSON.
	data string
}

// check has a client make the exchange and compares what it makes of it.
func (x wire) check(t *testing.T, call func(context.Context, *asana.Client) (any, error), want any) {
	t.Helper()
	method, path, _ := strings.Cut(x.request, " ")
	client := setup(t, method+" "+mount+path, func(w http.ResponseWriter, r *http.Request) {
		query := map[string]string{}
		for key, values := range x.query {
			query[key] = values
		}
		testQuery(t, r, query)
		testBody(t, r, x.body)
		page := ""
		if query["limit"] != "" {
			page = `,"next_page":null`
		}
		answer(w, max(x.status, http.StatusOK), `{"data":`+x.data+page+`}`)
	})
	got, err := call(t.Context(), client)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%s: %v (-want +got):\n%s", x.request, err, diff)
	}
}

// all collects a list.
func all[T any](list iter.Seq2[T, error]) ([]T, error) {
	var rows []T
	for row, err := range list {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// anyOf and anyList give results the type that check compares.
func anyOf[T any](value T, err error) (any, error)         { return value, err }
func anyList[T any](list iter.Seq2[T, error]) (any, error) { return anyOf(all(list)) }

// nothing is the result of calls that answer nothing.
func nothing(err error) (any, error) { return nil, err }

// object, person and so on are what records name each other by.
func object(kind, gid, name string) asana.Object {
	return asana.Object{GID: gid, ResourceType: kind, Name: name}
}
