package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Ensure that a command that lacks something opens a form with what was understood, which finds the rest while somebody types, says what would happen and
// what is wrong, and is a request in the end.
func TestBrowserDraft(t *testing.T) {
	t.Parallel()
	p := openDemo(t)
	p.click("[data-person=ben]")
	p.fill("#text", "/asana add as commenter for 2w because review")
	p.keys(kb.Enter)
	p.sees("#modal", "Asana access", "Here you see what would happen")
	p.click("#modal-submit")
	p.sees(`#modal [role=alert]`, "This has to be filled in.")
	p.focused(`input[id^="in-what"]`)
	p.keys("harb")
	p.sees(".listbox [aria-selected=true]", "Harbour App")
	p.keys(kb.Enter)
	p.until(`document.querySelector('input[id^="in-what"]').value === "Harbour App"`)
	p.click("#modal-submit")
	p.sees(`#modal [role=alert]`, "Choose at least one person, here or in the next field.")
	p.focused("#in-who-who")
	p.keys("maya i")
	p.sees(".listbox [aria-selected=true]", "Maya Ito")
	p.keys(kb.Enter)
	p.sees("#modal", "This would happen:", "not a member → commenter", "needs 1 approval", "@ada")
	look[bool](p, `[...document.querySelectorAll("#modal *")].every((e) => { e.scrollTop = e.scrollHeight; return true; })`)
	picture(t, p, "form")
	p.click("#modal-submit")
	p.gone("#modal")
	p.sees("#messages li", "On it: add @maya to project", "R1")
	p.sees("#messages li", "R1 · awaiting_approval")
	p.click("[data-person=ada]")
	p.click("[data-action=request_approve]")
	p.sees(`#asana [data-parent="Harbour App"] [data-member="Maya Ito"][data-level=commenter]`, "new")
}

// Ensure that the command alone opens the form, and that another kind brings the fields and levels that go with it.
func TestBrowserDraftKinds(t *testing.T) {
	t.Parallel()
	p := openDemo(t)
	p.fill("#text", "/asana")
	p.keys(kb.Enter)
	p.sees("#modal", "Ada Bianchi", "Here you see what would happen")
	p.click(`[id^="in-kind"]`)
	p.keys("typ", kb.Enter)
	p.sees("#modal", "In project")
	p.click(`input[id^="in-in"]`)
	p.keys("website")
	p.sees(".listbox [aria-selected=true]", "Website")
	p.keys(kb.Escape)
	p.gone(".listbox")
	p.keys(kb.Escape)
	p.gone("#modal")
	p.focused("#text")
}

// Ensure that a name that is not exactly one is answered with a menu, and that the choice goes on with that request.
func TestBrowserPick(t *testing.T) {
	t.Parallel()
	p := openDemo(t)
	p.fill("#text", "/asana add @noor to project Websit as editor")
	p.keys(kb.Enter)
	p.sees("#messages li", "Did you mean one of these?", "R1 · needs_input")
	picture(t, p, "pick")
	p.click(`#messages [data-action=request_pick]`)
	p.keys("website r", kb.Enter)
	p.sees("#messages li", "R1 · applied")
	p.sees(`#asana [data-parent="Website Relaunch"] [data-member="Noor Haddad"][data-level=editor]`, "new")
}

// Ensure that Home shows what waits for somebody and lets them decide there, and what they have with its end.
func TestBrowserOwnHome(t *testing.T) {
	t.Parallel()
	p := openDemo(t)
	p.click("[data-person=ben]")
	p.fill("#text", "/asana request project Website as editor for 2w because launch")
	p.keys(kb.Enter)
	p.sees("#messages li", "R1 · awaiting_approval")
	p.click("[data-person=ada]")
	p.click("[data-place=home]")
	p.sees("#home", "Waiting for you", "Ben", "Website", "launch", "Writes to Asana")
	picture(t, p, "home")
	p.click("#home [data-action=request_approve]")
	p.sees(`#asana [data-parent="Website"] [data-member="Ben Okafor"][data-level=editor]`, "new")
	p.click("[data-person=ben]")
	p.click("[data-place=home]")
	p.sees("#home", "Access that ends", "Website", "editor")
	p.click("#home [data-action=grant_end]")
	p.click("#confirm button[value=yes]")
	p.sees(`#asana [data-parent="Website"] [data-member="Ben Okafor"][data-level=none]`, "removed")
	p.click("#home [data-action=draft_open]")
	p.sees("#modal", "Asana access", "Ben Okafor")
}
