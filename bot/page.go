package bot

// Page is what a person sees of Rollcall when they open it in the chat.
type Page struct {
	Sections []Section
}

// Section is a part of a page.
type Section struct {
	Title   string
	Text    Line      // beneath the title
	Items   []Message // one after the other
	Buttons []Button  // beneath the items
}
