package main

import "database/sql"

// each reads the rows of a query one after the other.
func (s *side) each(read func(*sql.Rows) error, query string, args ...any) {
	s.t.Helper()
	rows, err := s.db.QueryContext(s.t.Context(), query, args...)
	must(s.t, err)
	defer func() { must(s.t, rows.Close()) }()
	for rows.Next() {
		must(s.t, read(rows))
	}
	must(s.t, rows.Err())
}
