package bot

// Shortcut is a shortcut that somebody chose, from anywhere or on a message.
type Shortcut struct {
	ID          string // callback id
	Origin      Origin
	External    bool   // the chat says that who chose it is of another company
	About       string // who wrote the message that it was chosen on; empty when that is no person
	Trigger     string // opens a form, for three seconds
	ResponseURL string // of a message's shortcut only
}
