package command

// MaxText is how many characters a command may have.
const MaxText = 4000

// MaxOperands is how many people and objects one command may name.
const MaxOperands = 100

// Command is what a person typed or submitted in a form, understood but not yet looked up. Which
// fields count depends on Verb; the others are zero.
type Command struct {
	Verb    Verb     `json:"verb,omitempty"`
	Who     []Who    `json:"who,omitempty"`
	What    []What   `json:"what,omitempty"`
	ToWho   []Who    `json:"to_who,omitempty"`  // transfer: who takes over
	ToWhat  []What   `json:"to_what,omitempty"` // copy: where the members go
	Level   Level    `json:"level,omitempty"`   // none: the parent's default
	For     Duration `json:"for,omitzero"`
	Until   Moment   `json:"until,omitzero"`
	Since   Moment   `json:"since,omitzero"` // history: from when on
	Reason  string   `json:"reason,omitempty"`
	Anyway  bool     `json:"anyway,omitempty"`  // the explicit word for the last admin and the like
	Request int64    `json:"request,omitempty"` // 142 of R142
	GID     string   `json:"gid,omitempty"`     // show: the membership
	Topic   Verb     `json:"topic,omitempty"`   // help: the verb it is about
	Inner   *Command `json:"inner,omitempty"`   // explain: the command to explain
}

// isSpan tells whether the command names a beginning and an end, each once.
func (c Command) isSpan() bool {
	return c.Verb == History && !c.Until.IsZero() && c.For.IsZero() != c.Since.IsZero()
}

// operands counts the people and objects that the command names.
func (c Command) operands() int {
	return len(c.Who) + len(c.What) + len(c.ToWho) + len(c.ToWhat)
}
