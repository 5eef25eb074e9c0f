// Package command turns the words a person typed into a Command, and a Command back into words.
//
// It is pure: it knows no network, no clock and no store, so the same text always gives the same
// Command. Parse reads from the right (because, then for or until, then as) and never guesses:
// what it does not understand becomes an *Error that says what to write instead and carries the
// part that was understood, so that a form can be opened with it filled in.
//
// Command.String is the canonical text of a command. It is written in Slack's escaped form, and
// Parse reads it back to the same command; only the labels of mentions are not part of it.
package command
