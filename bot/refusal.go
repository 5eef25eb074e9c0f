package bot

import (
	"errors"
	"net/http"

	"rollcall/asana"
)

// lookup is a question to Asana that failed, with what it was about, for whoever reads of it.
type lookup struct {
	what Line
	err  error
}

// Error implements error.
func (l *lookup) Error() string { return l.err.Error() }

// Unwrap returns what Asana said.
func (l *lookup) Unwrap() error { return l.err }

// asProblem tells what a person should read about an error that is final; nil when it is none.
func (b *Bot) asProblem(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	what := Say("what you asked for")
	if l, ok := errors.AsType[*lookup](err); ok {
		what = l.what
	}
	return b.asanaProblem(err, what)
}

// asanaProblem puts a final refusal of Asana into words; nil when it is none, or when trying again may help. what names the object that the
// call was about.
func (b *Bot) asanaProblem(err error, what Line) *problem {
	if errors.Is(err, errWorkspace) {
		return complain("I don't know which Asana workspace to manage.").next("Tell whoever runs Rollcall to set ASANA_WORKSPACE.")
	}
	if errors.Is(err, errElsewhere) {
		return complain("I manage another Asana workspace than the one of ", what, ".").next("Check the name, or paste the link of the one that you mean.")
	}
	e, ok := errors.AsType[*asana.Error](err)
	if !ok || asana.IsUnavailable(err) || asana.OutcomeUnknown(err) {
		return nil
	}
	if e.Status == 0 && !errors.Is(err, asana.ErrArgument) {
		return nil // nobody refused anything: our own time was up, or there was no proof that Asana answered
	}
	w := wordsOf(e)
	return complain(w.before, what, w.after, quoted(e.Messages)).next(w.next)
}

// refusalWords are how a refusal is said: before and after the name of what it is about, and what to do next.
type refusalWords struct{ before, after, next string }

// viewOnlyLicence is Asana's word for a change by an account that may only look. The status alone doesn't tell it apart.
const viewOnlyLicence = "view_only_api_access_failure"

// wordsOf has the words for everything that Asana may refuse for good. They go by status, for Asana's own wording may change any day.
func wordsOf(e *asana.Error) refusalWords {
	reads := e.Method == http.MethodGet
	switch {
	case e.Code == viewOnlyLicence:
		return refusalWords{"The account that I work with has a view-only licence, so Asana doesn't let it change who is in ", ".",
			"Tell whoever runs Rollcall: that account needs a full licence."}
	case asana.IsUnauthorized(e):
		return refusalWords{"Asana doesn't accept my token any more, so nothing was changed or looked up about ", ".",
			"Tell whoever runs Rollcall: ASANA_ACCESS_TOKEN has to be replaced, or an admin of Asana has blocked the app."}
	case asana.IsPaymentRequired(e) && reads:
		return refusalWords{"The Asana plan of this workspace doesn't let me look up ", ".", "Ask whoever manages your Asana plan."}
	case asana.IsPaymentRequired(e):
		return refusalWords{"The Asana plan of this workspace doesn't include that for ", ".",
			"Try another level (editor and admin need no paid plan in a project), or ask whoever manages your Asana plan."}
	case asana.IsForbidden(e) && reads:
		return refusalWords{"Asana doesn't let the account that I work with see ", ".", "Ask somebody who manages it in Asana to share it with that account."}
	case asana.IsForbidden(e):
		return refusalWords{"Asana doesn't let the account that I work with change who is in ", ".",
			"Ask one of its admins in Asana to make that account an admin of it, or to make the change."}
	case asana.IsNotFound(e):
		return refusalWords{"Asana has no ", " any more, or hides it from the account that I work with.",
			"Check in Asana whether it still exists, and share it with that account."}
	case e.Status == http.StatusRequestEntityTooLarge:
		return refusalWords{"What I sent to Asana about ", " was too large for it.", "Split the command into smaller ones; if it is small, tell whoever runs Rollcall."}
	case e.Status == http.StatusUnavailableForLegalReasons:
		return refusalWords{"For legal reasons Asana doesn't serve the place where I run, so I can do nothing about ", ".",
			"Tell whoever runs Rollcall; until that is settled make the change in Asana."}
	}
	return refusalWords{"Asana refused what I asked about ", ".", "Check in Asana what it says about it; if that doesn't help, tell whoever runs Rollcall."}
}

// notAccepted says truthfully what became of a command that could not be stored.
func (b *Bot) notAccepted(err error) Message {
	if errors.Is(err, ErrCommitUnknown) {
		return Message{Mark: MarkFailed, Head: Say("I can't tell whether this was taken; look at ", Code(b.cfg.Slash+" pending"), " before you repeat it.")}
	}
	if errors.Is(err, ErrLogUnwritable) {
		return Message{Mark: MarkFailed, Head: Say("Nothing was accepted: the audit log can't be written, and without it I do nothing."),
			Note: Say("Please try again in a few minutes, and tell whoever runs Rollcall if it stays like this.")}
	}
	return Message{Mark: MarkFailed, Head: Say("Nothing was accepted: my database can't be used now."),
		Note: Say("Please try again in a few minutes, and tell whoever runs Rollcall if it stays like this.")}
}
