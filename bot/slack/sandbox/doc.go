// Package sandbox stands in for slack.com towards a Slack app.
//
// It answers the Web API, sends signed commands, interactions and events, keeps
// what was posted so that a test or a page can look at it, and refuses what
// Slack refuses: illegal Block Kit, spent response URLs, stale triggers, too
// many calls. It spells Slack's JSON itself and knows no client library, so a
// wrong field name in a client shows up instead of cancelling itself out.
//
// What it refused for its content is kept ([Server.Violations]), so that a test
// can insist that an app never sends such a thing.
//
// A sandbox is one [Server], an http.Handler that may be mounted under any
// prefix. Its page is at "/", the Web API under "/api/", response URLs under
// "/response/" and the control routes under "/_sandbox/".
package sandbox
