package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Ensure that a form can be filled in by keyboard alone while the app changes it: what is typed stays, so does the focus, and what is wrong is
// said at its field.
func TestBrowserForm(t *testing.T) {
	t.Parallel()
	a, p := openForms(t)
	p.gone("#panel")
	p.fill("#text", "/asana")
	p.keys(kb.Enter)
	p.choosePeople()
	p.keys(kb.Tab)
	p.focused("#in-what-what")
	p.keys(kb.ArrowDown)
	p.sees(".listbox .group", "Design")
	p.keys("har")
	p.sees(".listbox [aria-selected=true]", "Harbour App")
	picture(t, p, "form-typeahead")
	p.keys(kb.Enter)
	p.until(`document.getElementById("in-what-what").value === "Harbour App"`)
	p.click("#in-why-why")
	p.keys("Because it is")
	p.gone(".listbox")
	close(a.held) // now the app changes the form, the field that is typed in among it
	p.sees("#in-why-why-label", "Why the harbour?")
	p.sees("#modal", "Harbour App it is.")
	p.focused("#in-why-why")
	p.keys(" launched")
	p.until(`document.getElementById("in-why-why").value === "Because it is launched"`)
	p.sendWithMistakes()
	holds(t, <-a.sent, "U01MAYA0ITO", "U01NOORHADD", `"value":"Harbour App"`, `"value":"Website"`, `"value":"editor"`, "Because it is launched, please")
	p.focused("#text")
}

// choosePeople chooses three people by what they are called and takes the last one back.
func (p *page) choosePeople() {
	p.t.Helper()
	p.focused("#in-who-who")
	p.keys("maya i")
	p.sees(".listbox [aria-selected=true]", "Maya Ito")
	p.keys(kb.Enter, "noor")
	p.sees(".listbox [aria-selected=true]", "Noor Haddad")
	p.keys(kb.Enter)
	p.sees("#modal .chip", "Maya Ito")
	p.sees("#modal .chip", "Noor Haddad")
	p.keys("chl")
	p.sees(".listbox [aria-selected=true]", "Chloé Dubois")
	p.keys(kb.Enter)
	p.sees("#modal .chip", "Chloé Dubois")
	p.keys(kb.Backspace)
	p.gone("#modal .chip", "Chloé Dubois")
}

// sendWithMistakes sends the form three times: with fields left empty, without what the app wants to read, and as it should be.
func (p *page) sendWithMistakes() {
	p.t.Helper()
	p.click("#modal-submit")
	p.sees("#in-more-more-error[role=alert]", "This has to be filled in.")
	p.sees("#in-level-level-error")
	p.focused("#in-more-more")
	p.keys("web")
	p.sees(".listbox [aria-selected=true]", "Website")
	p.keys(kb.Enter)
	p.click("#in-level-level label:first-child input")
	p.click("#modal-submit")
	p.sees("#in-why-why-error[role=alert]", "Say please.")
	p.focused(`#in-why-why[aria-invalid=true][aria-describedby~=in-why-why-error]`)
	picture(p.t, p, "form-error")
	p.keys(", please")
	p.click("#modal-submit")
	p.gone("#modal")
}

// Ensure that Home shows what the app publishes, and that its buttons keep the focus when it is published again.
func TestBrowserHome(t *testing.T) {
	t.Parallel()
	_, p := openForms(t)
	p.click("[data-place=home]")
	p.sees("#home", "Welcome home")
	p.click("#home [data-action=press]")
	p.sees("#home", "Pressed")
	p.focused("#home [data-action=press]")
	p.click("[data-place=dm]")
	p.sees("#composer")
}
