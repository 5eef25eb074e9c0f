package asana

import "maps"

// resume lets a list that had to be begun again go on where it was. Remembering
// every gid would grow with the list, so it remembers the last page only and
// relies on the order of the list staying the same: everything before that page
// has been handed out, and so has the page itself. Rows may come and go
// meanwhile; only when all of the page's rows are gone is the place lost, which
// is an error and not a guess.
type resume struct {
	// last are the gids of the page handed out last.
	last gids
	// marker is what last was when the list was begun again; nil before that and
	// once a row of it was seen.
	marker gids
	// skip are rows that were handed out and may follow the marker.
	skip     gids
	restarts int
}

type gids map[string]struct{}

// restart begins again, unless that was done too often.
func (r *resume) restart() bool {
	if r.restarts == maxRestarts || len(r.last) == 0 {
		return false
	}
	r.restarts++
	r.marker = r.last
	if r.skip == nil {
		r.skip = gids{}
	}
	maps.Copy(r.skip, r.last)
	return true
}

// found tells that no place is being looked for.
func (r *resume) found() bool { return r.marker == nil }

// fresh returns the rows of a page that were not handed out yet.
func fresh[T record](r *resume, rows []T) []T {
	var kept []T
	for _, row := range rows {
		gid := row.identity()
		if _, ok := r.marker[gid]; ok {
			r.marker = nil
		}
		if _, had := r.skip[gid]; r.found() && !had {
			kept = append(kept, row)
		}
	}
	if r.found() && len(rows) > 0 {
		r.last = gids{}
		for _, row := range rows {
			r.last[row.identity()] = struct{}{}
		}
	}
	return kept
}
