package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// contrasts finds texts that can hardly be told from what is behind them: "1.2 text of the element".
const contrasts = `(() => {
	const ctx = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const parse = (css) => {
		ctx.clearRect(0, 0, 1, 1);
		ctx.fillStyle = css;
		ctx.fillRect(0, 0, 1, 1);
		return ctx.getImageData(0, 0, 1, 1).data;
	};
	const part = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
	const luminance = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
	const back = (e) => {
		for (; e; e = e.parentElement) {
			const c = parse(getComputedStyle(e).backgroundColor);
			if (c[3] === 255) return c;
		}
		return parse("Canvas");
	};
	const wrong = [];
	for (const e of document.querySelectorAll("body *")) {
		const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
		const style = getComputedStyle(e);
		if (!own || !e.checkVisibility() || e.closest(".hidden, .skip") || style.backgroundImage !== "none") continue;
		const [a, b] = [luminance(parse(style.color)), luminance(back(e))];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) wrong.push(ratio.toFixed(2) + " " + (e.id || e.className || e.tagName) + ": " + e.textContent.trim().slice(0, 40));
	}
	return wrong;
})()`

// nameless finds what can be operated without saying what it is.
const nameless = `[...document.querySelectorAll("button, input, select, textarea, [role=option], [role=tab], dialog[open], nav, aside, main")]
	.filter((e) => e.checkVisibility() || e.matches("input"))
	.filter((e) => {
		const ids = (e.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
		const texts = [e.getAttribute("aria-label"), ...ids.map((id) => document.getElementById(id)?.textContent),
			...[...(e.labels || [])].map((l) => l.textContent), e.matches("button, [role=option], [role=tab]") ? e.innerText : ""];
		return !texts.some((t) => t?.trim());
	}).map((e) => e.outerHTML.slice(0, 120))`

// busyDemo is a demo with a bit of everything on the screen.
func busyDemo(t *testing.T) *page {
	t.Helper()
	p := openDemo(t)
	p.click("[data-person=ben]")
	p.fill("#text", "/asana request project Website as editor for 2w because launch")
	p.keys(kb.Enter)
	p.sees("[data-person=ada] .badge")
	p.click("[data-person=ada]")
	p.sees("#messages li", "launch")
	return p
}

// Ensure that all texts can be read, in the light and in the dark, in each part of the page.
func TestBrowserContrast(t *testing.T) {
	t.Parallel()
	p := busyDemo(t)
	for _, scheme := range []string{"light", "dark"} {
		p.scheme(scheme)
		for _, part := range []string{"asana", "requests", "log"} {
			p.click("#tab-" + part)
			p.do(p.settled())
			if found := look[[]string](p, contrasts); len(found) > 0 {
				t.Errorf("%s, %s:\n%s", scheme, part, strings.Join(found, "\n"))
			}
		}
		p.click("[data-action=request_deny]")
		p.sees("#modal")
		p.do(p.settled())
		if found := look[[]string](p, contrasts); len(found) > 0 {
			t.Errorf("%s, form:\n%s", scheme, strings.Join(found, "\n"))
		}
		picture(t, p, "form-"+scheme)
		p.keys(kb.Escape)
		p.gone("#modal")
		picture(t, p, "card-"+scheme)
	}
}

// Ensure that a screen reader can name whatever can be operated.
func TestBrowserNames(t *testing.T) {
	t.Parallel()
	p := busyDemo(t)
	names := func(where string) {
		t.Helper()
		if found := look[[]string](p, nameless); len(found) > 0 {
			t.Errorf("%s: nothing names\n%s", where, strings.Join(found, "\n"))
		}
	}
	names("conversation")
	p.fill("#text", "/asana add @")
	p.sees(".listbox [role=option]", "@maya")
	names("completion")
	p.keys(kb.Escape)
	p.click("[data-action=request_deny]")
	p.sees("#modal")
	names("form")
}

// Ensure that nothing is wider than a phone, and that each column can be reached there.
func TestBrowserPhone(t *testing.T) {
	t.Parallel()
	p := busyDemo(t)
	p.size(360, 740)
	fits := func(where string) {
		t.Helper()
		p.do(p.settled())
		if wide := look[[]string](p, `[document.scrollingElement, ...document.querySelectorAll("#side, #talk, #log, #panel, [role=tabpanel], #modal-body")]
			.filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth).map((e) => (e.id || e.tagName) + " " + e.scrollWidth)`); len(wide) > 0 {
			t.Errorf("%s: wider than the screen: %v", where, wide)
		}
	}
	fits("conversation")
	picture(t, p, "phone-talk")
	p.click("#column-people")
	p.sees("#people-list", "Ben Okafor")
	p.gone("#talk")
	fits("people")
	picture(t, p, "phone-people")
	p.click("[data-person=ben]")
	p.sees("#talk", "R1 · awaiting_approval")
	p.click("#column-panel")
	p.sees("#clock")
	fits("panel")
	picture(t, p, "phone-panel")
	p.focused("#column-panel")
	p.keys(kb.ArrowLeft)
	p.sees("#composer")
}
