package bot

import (
	"errors"
	"strings"

	"rollcall/asana"
)

// asanaProblem puts a final refusal of Asana into words; nil when it is none, or when trying again may help. where names the object that the
// call was about.
func (b *Bot) asanaProblem(err error, where Line) *problem {
	if errors.Is(err, errWorkspace) {
		return complain("I don't know which Asana workspace to manage.").next("Tell whoever runs Rollcall to set ASANA_WORKSPACE.")
	}
	if errors.Is(err, errElsewhere) {
		return complain(where, " belongs to another Asana workspace than the one I manage.")
	}
	e, ok := errors.AsType[*asana.Error](err)
	if !ok || asana.IsUnavailable(err) || asana.OutcomeUnknown(err) {
		return nil
	}
	if e.Status == 0 && !errors.Is(err, asana.ErrArgument) {
		return nil // nobody refused anything: our own time was up, or there was no proof that Asana answered
	}
	said := ""
	if len(e.Messages) > 0 {
		said = " Asana says: " + strings.Join(e.Messages, " ")
	}
	switch {
	case asana.IsUnauthorized(err):
		return complain("Asana doesn't accept my token any more, so nothing was changed.").
			next("Tell whoever runs Rollcall: ASANA_ACCESS_TOKEN has to be replaced.")
	case asana.IsNotFound(err):
		return complain(where, " is gone from Asana, or hidden from me.", said).next("Check in Asana whether it still exists.")
	case asana.IsForbidden(err):
		return complain("Asana doesn't let the account that I work with do this to ", where, ".", said).
			next("Ask a project admin to make that account an admin of the project.")
	case asana.IsPaymentRequired(err):
		return complain("The Asana plan of this workspace doesn't include that for ", where, ".", said).next("Try the level editor or admin.")
	}
	return complain("Asana refused this for ", where, ".", said)
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
	return Message{Mark: MarkFailed, Head: Say("Nothing was accepted: my database can't be reached."),
		Note: Say("Please try again in a few minutes, and tell whoever runs Rollcall if it stays like this.")}
}
