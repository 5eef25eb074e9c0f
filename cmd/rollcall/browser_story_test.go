package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Ensure that somebody who is new gets from a command to access that was approved, given and ended, by the mouse and the field alone.
func TestBrowserStory(t *testing.T) {
	t.Parallel()
	p := openDemo(t)
	p.click(`[data-person=ben]`)
	p.fill("#text", "/asana request project Website as editor for 2w because launch")
	p.keys(kb.Enter)
	p.sees("#messages li", "On it: request project Website as editor", "R1")
	p.sees("#messages li", "R1 · awaiting_approval")
	p.sees("[data-person=ada] .badge", "1")
	picture(t, p, "asked")
	p.click("[data-person=ada]")
	p.sees("#messages li", "Ben", "Website", "launch")
	picture(t, p, "card")
	p.click("[data-action=request_approve]")
	p.sees(`#asana [data-parent="Website"] [data-member="Ben Okafor"][data-level=editor]`, "new")
	p.click("[data-person=ben]")
	p.sees("#messages li", "R1 · applied")
	p.click("#tab-requests")
	p.sees(`#requests [data-request=R1][data-state=applied]`, "Ends")
	p.click("#tab-asana")
	picture(t, p, "applied")
	p.click("[data-forward='2w']")
	p.sees(`#asana [data-parent="Website"] [data-member="Ben Okafor"][data-level=none]`, "removed")
	p.sees("#messages .line", "2 weeks later")
	p.click("#tab-log")
	p.sees("#events [data-action=grant_ended][data-outcome=ok]")
	p.sees(`[data-step=end][data-over=true]`)
	picture(t, p, "ended")
}

// Ensure that one can do without a mouse: a command is completed with the arrow keys, sent, and recalled.
func TestBrowserKeyboard(t *testing.T) {
	t.Parallel()
	p := openDemo(t)
	p.focused("#text")
	p.keys("/")
	p.sees(".listbox [role=option][aria-selected=true]", "/asana")
	p.keys(kb.Tab, "req")
	p.sees(".listbox [role=option][aria-selected=true]", "request")
	picture(t, p, "completion")
	p.keys(kb.Enter, "proj", kb.Enter, "on")
	p.sees(".listbox [role=option][aria-selected=true]", "On-call Handbook")
	p.keys(kb.Escape)
	p.gone(".listbox")
	p.keys(kb.Backspace, kb.Backspace, "Web")
	p.sees(".listbox [role=option][aria-selected=true]", "Website Relaunch")
	p.keys(kb.ArrowDown)
	p.sees(".listbox [role=option][aria-selected=true]", "Website")
	p.keys(kb.Enter, "as ", kb.ArrowDown, kb.ArrowDown, kb.Enter, "for ", kb.ArrowDown, kb.Enter)
	p.until(`document.getElementById("text").value === "/asana request project Website as editor for 2w "`)
	p.keys(kb.Enter)
	p.sees("#messages li", "R1 · applied")
	p.focused("#text")
	p.keys(kb.ArrowUp)
	p.until(`document.getElementById("text").value === "/asana request project Website as editor for 2w"`)
}

// Ensure that the first steps lead somebody who presses nothing else than Enter to the end, and tick themselves off.
func TestBrowserSteps(t *testing.T) {
	t.Parallel()
	p := openDemo(t)
	p.click("[data-step=ask]")
	p.focused("#text")
	p.keys(kb.Enter)
	p.sees("[data-step=ask][data-over=true]")
	p.click("[data-step=approve]")
	p.focused("[data-action=request_approve]")
	p.keys(kb.Enter)
	p.sees("[data-step=approve][data-over=true]")
	p.sees(`#asana [data-parent="Website"] [data-member="Ben Okafor"][data-level=editor]`)
	p.until(`document.activeElement !== document.body`) // the button is gone, but not where one was
	p.click("[data-step=end]")
	p.sees("[data-step=end][data-over=true]")
	p.sees("#messages li", "is over")
	p.click("#steps-close")
	p.gone("#steps")
	p.focused("#text")
}

// Ensure that Asana can be taken away and given back, and that the person is told and served in the end.
func TestBrowserAsanaDown(t *testing.T) {
	t.Parallel()
	p := openDemo(t)
	p.click("[data-mode=down]")
	p.sees("[data-mode=down][aria-pressed=true]")
	p.fill("#text", "/asana add @noor to project Website as editor")
	p.keys(kb.Enter)
	p.sees("#messages li", "waiting for Asana")
	picture(t, p, "down")
	p.click("[data-mode=ok]")
	p.click("[data-forward='1h']")
	p.sees("#messages li", "R1 · applied")
	p.sees(`#asana [data-parent="Website"] [data-member="Noor Haddad"][data-level=editor]`)
}
