package asana_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/asana"
)

// Ensure bad values fail at construction, and are named.
func TestNew_Refuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config asana.Config
		want   string
	}{
		"no token":         {asana.Config{}, "Token"},
		"two tokens":       {asana.Config{Token: "x", TokenSource: func(context.Context) (string, error) { return "", nil }}, "Token"},
		"token with break": {asana.Config{Token: "a\r\nX: b"}, "Token"},
		"scheme":           {asana.Config{Token: "x", BaseURL: "ftp://a.example"}, "ftp"},
		"no host":          {asana.Config{Token: "x", BaseURL: "https:///api"}, "BaseURL"},
		"relative":         {asana.Config{Token: "x", BaseURL: "api/1.0"}, "BaseURL"},
		"unparsable":       {asana.Config{Token: "x", BaseURL: "http://a b/%zz"}, "BaseURL"},
		"credentials":      {asana.Config{Token: "x", BaseURL: "https://u:p@a.example"}, "BaseURL"},
		"query":            {asana.Config{Token: "x", BaseURL: "https://a.example/?x=1"}, "BaseURL"},
		"dots":             {asana.Config{Token: "x", BaseURL: "https://a.example/../b"}, "BaseURL"},
		"rate":             {asana.Config{Token: "x", RequestsPerMinute: -1}, "RequestsPerMinute"},
		"reads":            {asana.Config{Token: "x", MaxReads: 51}, "MaxReads"},
		"writes":           {asana.Config{Token: "x", MaxWrites: -1}, "MaxWrites"},
		"timeout":          {asana.Config{Token: "x", AttemptTimeout: -time.Second}, "AttemptTimeout"},
		"enable":           {asana.Config{Token: "x", Enable: []string{"a,b"}}, "Enable"},
		"disable":          {asana.Config{Token: "x", Disable: []string{"a\nb"}}, "Disable"},
		"agent":            {asana.Config{Token: "x", UserAgent: "a\nb"}, "UserAgent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := asana.New(test.config)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one about %s", err, test.want)
			}
		})
	}
}

// Ensure all faults are told at once, and no secret with them.
func TestNew_AllFaults(t *testing.T) {
	t.Parallel()
	_, err := asana.New(asana.Config{Token: "secret\n", BaseURL: "ftp://a", MaxReads: 99})
	for _, want := range []string{"Token", "BaseURL", "MaxReads"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the token is in %v", err)
	}
}

// Ensure the source is asked before each call, and its failure sends nothing.
func TestTokenSource(t *testing.T) {
	t.Parallel()
	tokens := []string{"first-token", "second-token", "bad token"}
	gone := errors.New("gone")
	source := func(context.Context) (string, error) {
		if len(tokens) == 0 {
			return "", gone
		}
		token := tokens[0]
		tokens = tokens[1:]
		return token, nil
	}
	var got []string
	client := setupWith(t, asana.Config{TokenSource: source}, "GET "+mount+"/users/me", func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
		answer(w, http.StatusOK, `{"data":{"gid":"1"}}`)
	})
	var errs []error
	for range 4 {
		_, err := client.Me(t.Context())
		errs = append(errs, err)
	}
	if errs[0] != nil || errs[1] != nil || !errors.Is(errs[2], asana.ErrArgument) || !errors.Is(errs[3], gone) {
		t.Errorf("errors %v", errs)
	}
	if len(got) != 2 || got[0] != "Bearer first-token" || got[1] != "Bearer second-token" {
		t.Errorf("sent %q", got)
	}
}
