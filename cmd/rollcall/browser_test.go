package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chromium is the browser of this test binary. It starts with the first test that opens a tab and ends when no test has one any more, so that
// tests which run at the same time share it.
var chromium struct {
	sync.Mutex

	*runningBrowser
	users int
}

// runningBrowser is a browser at work; the library keeps it in a context.
type runningBrowser struct {
	ctx context.Context
	end func()
}

// browserPath finds Chromium. Without it the test is skipped, but not where everything has to be tested.
func browserPath(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const says = "Chromium is missing. Install it: apt-get install -y --no-install-recommends chromium fonts-noto-color-emoji"
	if os.Getenv("CI") == "true" {
		t.Fatal(says)
	}
	t.Skip(says)
	return ""
}

// browser returns the context of the running browser, and starts one where none runs.
func browser(t testing.TB) context.Context {
	t.Helper()
	path := browserPath(t)
	chromium.Lock()
	defer chromium.Unlock()
	if chromium.users == 0 {
		chromium.runningBrowser = startBrowser(t, path)
	}
	chromium.users++
	t.Cleanup(func() {
		chromium.Lock()
		defer chromium.Unlock()
		if chromium.users--; chromium.users == 0 {
			chromium.end()
		}
	})
	return chromium.ctx
}

// startBrowser starts Chromium with a fresh profile, and cut off from everything but this machine.
func startBrowser(t testing.TB, path string) *runningBrowser {
	t.Helper()
	profile, err := os.MkdirTemp("", "rollcall-chromium-") //nolint:usetesting // the browser may outlive the test that starts it
	must(t, err)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(profile), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	alloc, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	b := &runningBrowser{ctx: ctx, end: func() { cancel(); stop(); _ = os.RemoveAll(profile) }}
	if err := chromedp.Do(ctx); err != nil {
		b.end()
		t.Fatalf("Chromium does not start: %v", err)
	}
	return b
}

// page is one tab of the browser, with cookies and storage of its own; the library keeps it in a context. Whatever goes wrong in it fails the
// test.
type page struct {
	t   testing.TB
	ctx context.Context
}

// tab opens a page of 1280 by 800 points at an address and waits until the playground has drawn itself.
func tab(t testing.TB, url string) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	p := &page{t: t, ctx: ctx}
	p.do(chromedp.EmulateViewport(1280, 800))
	messages := chromedp.Console(ctx)
	wrong := make(chan []string)
	go func() {
		var all []string
		for m, err := range messages {
			if err != nil {
				break
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException {
				all = append(all, fmt.Sprintf("%s (%s:%d)", m, m.URL, m.Line+1))
			}
		}
		wrong <- all
	}()
	t.Cleanup(func() {
		cancel()
		for _, m := range <-wrong {
			t.Errorf("the page reports %s", m)
		}
	})
	p.do(chromedp.Navigate(url))
	p.until(`document.body.dataset.ready === "true"`)
	return p
}

// do runs steps, which have to succeed in the time that a test has patience.
func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx := p.ctx
	if chromedp.FromContext(ctx).Target != nil { // the first run makes the tab, which must outlive it
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%v\nthe page says:\n%s", err, p.says())
	}
}

// says is all text of the page, for the message of a failure.
func (p *page) says() string {
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.body?.innerText ?? ""`))
	if err != nil {
		return err.Error()
	}
	return text
}

// until waits until an expression is true; the page is looked at again with each frame.
func (p *page) until(expression string) {
	p.t.Helper()
	p.wait("waiting for "+expression, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(patience)))
}

func (p *page) wait(what string, step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, step); err != nil {
		p.t.Fatalf("%s: %v\nthe page says:\n%s", what, err, p.says())
	}
}

// sees waits for a visible element that matches and has all the texts in it.
func (p *page) sees(css string, texts ...string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`%s.some((e) => e.checkVisibility() && %s.every((text) => e.innerText.includes(text)))`, matches(css), array(texts)))
}

// gone waits until no visible element matches and has all the texts in it.
func (p *page) gone(css string, texts ...string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`!%s.some((e) => e.checkVisibility() && %s.every((text) => e.innerText.includes(text)))`, matches(css), array(texts)))
}

// still is a promise of the middle of the newest visible element that matches, once it has not moved for some frames.
const still = `new Promise((resolve) => {
	let before = "", frames = 0;
	const watch = () => {
		const e = %s.filter((e) => e.checkVisibility()).at(-1);
		if (!e) { requestAnimationFrame(watch); return; }
		e.scrollIntoView({ block: "nearest" });
		const b = e.getBoundingClientRect();
		const at = [b.left + b.width / 2, b.top + b.height / 2];
		frames = String(at) === before ? frames + 1 : 0;
		before = String(at);
		if (frames > 5) resolve(at); else requestAnimationFrame(watch);
	};
	watch();
})`

// click waits for a visible element that matches, and clicks the newest one with the mouse.
func (p *page) click(css string) {
	p.t.Helper()
	p.sees(css)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](fmt.Sprintf(still, matches(css)), chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("click %s: %v\nthe page says:\n%s", css, err, p.says())
	}
	p.do(chromedp.MouseClickXY(at[0], at[1]))
}

// keys types on the keyboard, wherever the focus is. The names of kb such as kb.Enter are keys too.
func (p *page) keys(keys ...string) {
	p.t.Helper()
	for _, r := range strings.Join(keys, "") {
		p.do(stroke(r))
	}
}

// stroke presses and releases a key. What it types belongs to the press, as at a keyboard, so that a page which handles the press keeps it
// from typing.
func stroke(r rune) chromedp.Action[chromedp.Void] {
	var down, up *input.DispatchKeyEventParams
	typed := ""
	for _, e := range kb.Encode(r) {
		switch e.Type {
		case kb.KeyDown:
			down = e
		case kb.KeyChar:
			typed = e.Text
		case kb.KeyUp:
			up = e
		}
	}
	down.Text = typed
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *down); err != nil {
			return chromedp.Void{}, err
		}
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *up)
		return chromedp.Void{}, err
	}
}

// fill clicks into a field and types.
func (p *page) fill(css, text string) {
	p.t.Helper()
	p.click(css)
	p.keys(text)
}

// focused waits until an element that matches has the focus.
func (p *page) focused(css string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.activeElement?.matches(%s)`, quote(css)))
}

// look evaluates an expression in the page.
func look[T any](p *page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// size makes the page so many points wide and high.
func (p *page) size(width, height int64, opts ...chromedp.EmulateViewportOption) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height, opts...))
}

// scheme makes the page light or dark.
func (p *page) scheme(name string) {
	p.t.Helper()
	p.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return chromedp.Void{}, err
	})
}

// settled waits for the fonts and for what moves.
func (p *page) settled() chromedp.Action[chromedp.Void] {
	return chromedp.Poll[chromedp.Void](`document.fonts.status === "loaded" && document.getAnimations().every((a) => a.playState !== "running")`)
}

func matches(css string) string { return "[...document.querySelectorAll(" + quote(css) + ")]" }

func quote(s string) string { return strconv.QuoteToASCII(s) }

func array(texts []string) string {
	quoted := make([]string, len(texts))
	for i, s := range texts {
		quoted[i] = quote(s)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

var demoAddress = regexp.MustCompile(`Rollcall demo: (http://\S+)`)

// openDemo starts the demo and opens its page.
func openDemo(t testing.TB) *page {
	t.Helper()
	browserPath(t)
	p := rollcall(t, "demo", "--addr", "127.0.0.1:0")
	return tab(t, demoAddress.FindStringSubmatch(p.waitFor(p.out, "People: "))[1])
}
