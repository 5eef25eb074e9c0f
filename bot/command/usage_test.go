package command

import (
	"strings"
	"testing"
)

// Every example in the help text is a command, of the verb it stands at, in canonical words.
func TestManualExamples(t *testing.T) {
	t.Parallel()
	for _, v := range Verbs() {
		m := manualOf(v)
		if m.does == "" || len(m.examples) == 0 {
			t.Errorf("%s has no text or no example", v)
		}
		for _, example := range m.examples {
			if c := mustParse(t, example); c.Verb != v {
				t.Errorf("the example %q of %s is of %s", example, v, c.Verb)
			}
		}
	}
}

func TestHelpText(t *testing.T) {
	t.Parallel()
	all := HelpText("/access", Form, nil)
	for _, v := range Verbs() {
		if !strings.Contains(all, "• "+Usage(v, "/access")+" – ") {
			t.Errorf("the overview lacks %s", v)
		}
		for _, text := range []string{all, HelpText("/access", v, nil), Usage(v, "/access")} {
			if strings.Contains(text, "/asana") || !strings.Contains(text, "/access") {
				t.Errorf("a text of %s names another command: %s", v, text)
			}
		}
	}
	few := HelpText("/access", Form, []Verb{Add, Help})
	if strings.Contains(few, "/access connect") || !strings.Contains(few, "/access add ") {
		t.Errorf("the overview is not cut to what is available:\n%s", few)
	}
	if got := HelpText("/access", Connect, []Verb{Add}); !strings.Contains(got, "not available") {
		t.Errorf("help about what is not available: %q", got)
	}
	if got, want := Usage(Form, "/access"), "/access"; got != want {
		t.Errorf("usage of the form is %q", got)
	}
}
