// Package asana is a client of Asana's REST API, as far as memberships need it.
//
// One file holds one resource, and filter.go and lifecycle.go serve memberships of
// every kind by whichever endpoint has them. levels.go is the one table of access
// levels; oauth.go and session.go keep people signed in. The machinery below is in
// a few others: config.go says what a client needs, call.go builds requests,
// argument.go checks what goes into them, do.go sends them and reads answers,
// attempts.go decides what is tried again, limits.go, pace.go, pause.go and ration.go
// keep the client within Asana's limits, exchange.go and punctual.go carry requests,
// pages.go walks lists, and errors.go says what can go wrong.
//
// Two promises matter more than the rest. A write is never repeated when it may
// have happened already and repeating could do harm; instead the error says so,
// see [OutcomeUnknown]. And nothing that a person typed can become a path, a
// header or a log line: gids are digits, addresses are escaped, and errors carry
// the route's template and never the query or the token.
package asana
