package bot

// Form is a dialog that asks a person for values.
type Form struct {
	ID     string // tells forms apart when they are sent, such as request_deny
	Data   string // comes back with the form
	Title  string // at most 24 characters
	Send   string // what the button says, at most 24 characters
	Text   Line   // above the inputs
	Inputs []Input
	Below  *Message // beneath the inputs: what would come of it
}

// Input is one field of a form.
type Input struct {
	ID    string // the key of its values when the form is sent
	Kind  InputKind
	Label string
	Hint  string
	// Value is filled in at first: text, the value of an option, or a date such as 2026-12-24.
	Value string
	// Chosen are filled in at first where several values, or values that are no options yet, can be: of people only the value counts, an id.
	Chosen  []Option
	Options []Option // to choose from
	// Version changes when the field is to be filled in anew: as long as it is the same, an open form keeps what the person entered.
	Version  string
	Long     bool // text of several lines
	Optional bool
	Watched  bool // each change is told at once
	Max      int  // characters; 0 means the chat's limit
}

// InputKind is what a field takes.
type InputKind string

// The kinds of input. Those that search get their options from what the person types, see Bot.Suggest.
const (
	InputText       InputKind = ""            // text; or a choice, where there are options
	InputSearch     InputKind = "search"      // one of what is suggested
	InputSearchMany InputKind = "search_many" // several of them
	InputPeople     InputKind = "people"      // people of the chat
	InputDate       InputKind = "date"        // a day
)

// Option is one of the values to choose from.
type Option struct {
	Value string `json:"value"`
	Text  string `json:"text"`
	Note  string `json:"note,omitempty"` // tells apart what has the same text
}

// OptionGroup is options under a heading; without a heading they stand alone.
type OptionGroup struct {
	Label   string
	Options []Option
}

// Menu is a choice beneath a message. What is chosen is told like a click, with the value of the option.
type Menu struct {
	Action  string   `json:"action"` // action id
	Label   string   `json:"label"`  // says what to choose
	Options []Option `json:"options"`
}

// Values are what was entered in a form, by input; a field that is left empty has none.
type Values map[string][]string

// One is the only value of a field, or the first; empty when there is none.
func (v Values) One(field string) string {
	if all := v[field]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// Shown is an open form, or a page, as the chat knows it.
type Shown struct {
	ID   string
	Hash string // of what it shows; empty when that does not matter
}

// FormState is an open form with what was entered so far.
type FormState struct {
	Shown    Shown
	ID       string
	Data     string
	Values   Values
	Texts    map[string]string // what the chosen options say, by value
	Origin   Origin            // who fills it in
	External bool              // the chat says that who fills it in is of another company
}
