package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Every test that the documentation names exists.
func TestDocsNameTests(t *testing.T) {
	t.Parallel()
	known := tests(t)
	for _, folder := range []string{"../../asana", "../../asana/sandbox", "../../bot", "../../bot/slack", "../../bot/store", "../../handlers"} {
		for name := range testsIn(t, folder) {
			known[name] = true
		}
	}
	pages, err := filepath.Glob("../../deploy/docs/*.md")
	must(t, err)
	if len(pages) < 10 {
		t.Fatalf("only %d pages were found", len(pages))
	}
	for _, page := range append(pages, "../../README.md") {
		text, err := os.ReadFile(page)
		must(t, err)
		for _, match := range regexp.MustCompile("`(Test[A-Za-z0-9_]+)(?:/[^`]*)?`").FindAllStringSubmatch(string(text), -1) {
			if !known[match[1]] {
				t.Errorf("%s names %s, which does not exist", filepath.Base(page), match[1])
			}
		}
	}
}
