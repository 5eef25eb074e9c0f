package asana

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
)

const (
	// pageSize is the most that Asana gives at once.
	pageSize = 100
	// maxPages ends lists that never end.
	maxPages = 10_000
	// maxRestarts bounds how often a list is begun again.
	maxRestarts = 5
)

var (
	errEndless = errors.New("the list repeats itself or has no end")
	errShifted = errors.New("the list changed so much that it cannot be continued; read it again")
)

// nextPage is where a list goes on. Its other members are addresses, which are
// not followed: they would take the token wherever they point.
type nextPage struct {
	Offset string `json:"offset"`
}

// pages walks a list. It holds one page, and of the others only what resume and
// cycle keep, however long the list is.
func pages[T record](ctx context.Context, c *Client, call call, invalid error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if invalid != nil {
			var none T
			yield(none, newError(call, invalid))
			return
		}
		w := walker{client: c, call: call}
		for !w.done {
			rows, err := nextRows[T](ctx, &w)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// walker is the place in a list.
type walker struct {
	client *Client
	call   call
	offset string
	read   int
	done   bool
	cycle  cycle
	resume resume
}

// nextRows reads one page and leaves out what the caller has had already.
func nextRows[T record](ctx context.Context, w *walker) ([]T, error) {
	answer, err := do[[]T](ctx, w.client, w.page())
	if err != nil && w.offset != "" && hasStatus(err, http.StatusBadRequest) && w.resume.restart() {
		// Offsets expire. That is a 400 like any other, but the first page of the
		// same list was fine, so the offset is what is wrong.
		w.offset, w.cycle = "", cycle{}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows := fresh(&w.resume, *answer.Data)
	return rows, w.advance(answer.NextPage)
}

// page is the call for the page at hand.
func (w *walker) page() call {
	page := w.call
	page.query = url.Values{}
	maps.Copy(page.query, w.call.query)
	if !page.unlimited {
		page.query.Set("limit", strconv.Itoa(pageSize))
	}
	if w.offset != "" {
		page.query.Set("offset", w.offset)
	}
	return page
}

// advance moves to the next page, if there is one.
func (w *walker) advance(next *nextPage) error {
	w.read++
	switch {
	case next == nil || next.Offset == "":
		w.done = true
		if !w.resume.found() {
			e := newError(w.call, errShifted)
			e.transient = true
			return e
		}
	case w.cycle.closes(next.Offset) || w.read > maxPages:
		return newError(w.call, fmt.Errorf("after %d pages: %w", w.read, errEndless))
	default:
		w.offset = next.Offset
	}
	return nil
}

// cycle notices offsets that come round again while it remembers only one of
// them: the one to compare with is replaced after 1, 2, 4, 8 … steps, so sooner
// or later it lies on the circle and the circle is shorter than the steps
// (Brent's algorithm).
type cycle struct {
	kept         string
	steps, limit int
}

func (c *cycle) closes(offset string) bool {
	if c.limit > 0 && offset == c.kept {
		return true
	}
	c.steps++
	if c.steps > c.limit {
		c.kept, c.steps, c.limit = offset, 0, max(1, c.limit*2)
	}
	return false
}
