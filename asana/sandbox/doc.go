// Package sandbox is a stateful stand-in for Asana's REST API: an [http.Handler]
// which keeps a small company in memory and answers what the memberships of
// that company need, with Asana's statuses, shapes, limits and refusals.
//
// It exists so that everything above it can be tried without an account. For
// that it has to say no wherever Asana says no: a stand-in which accepts what
// the service refuses turns a green test into a broken release. Where Asana's
// public documents are silent the stricter reading is taken, and the place is
// marked by a comment which says so; where several behaviours are plausible the
// seed's settings choose one.
//
// The package spells Asana's JSON itself and shares no type with the client, so
// that a wrong tag on either side makes a test fail.
//
// Below /api/1.0 is the API. Below /-/ is the authorization server, which gives
// tokens to apps. Below /_sandbox are the controls of tests and demonstrations:
// state, calls, faults, deprecations, clock and reset.
//
// Not served is what decides nothing about memberships: creating, changing and
// deleting people, teams and parents, tasks and everything below them, roles,
// webhooks, events (and with them status 412) and the audit log. Projects are in
// no portfolio, so there are no settings of how a portfolio's members get at its
// projects either. What only circumstances bring about, such as 451 and the
// gateway's errors, and the hidden quota of costs, is played by faults.
package sandbox
