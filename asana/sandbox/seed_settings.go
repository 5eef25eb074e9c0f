package sandbox

import (
	"net/url"
	"strings"
	"unicode"
)

// SeedSettings choose between behaviours. Empty means "paid" and "return", no
// apps and no deprecations.
type SeedSettings struct {
	// Plan is "paid" or "free"; a free plan refuses some access levels.
	Plan string `json:"plan"`
	// ExistingPair says what creating a membership that exists does: "return"
	// it unchanged, "update" its level, or "refuse". Asana does not document it.
	ExistingPair string `json:"existing_pair"`
	// OAuthClients are the apps that may ask people for consent.
	OAuthClients []SeedOAuthClient `json:"oauth_clients,omitempty"`
	// Deprecations are announced in Asana-Change headers.
	Deprecations []SeedDeprecation `json:"deprecations,omitempty"`
}

// SeedOAuthClient is an app.
type SeedOAuthClient struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	// RedirectURIs are the addresses to which the app may be gone back; without
	// any it is every https or loopback address, and the out-of-band one.
	RedirectURIs []string `json:"redirect_uris,omitempty"`
	// Scopes are what the app has registered; none means full permissions.
	Scopes []string `json:"scopes,omitempty"`
}

// SeedDeprecation is a change of the API which has been announced.
type SeedDeprecation struct {
	// Name is what Asana-Enable and Asana-Disable call it.
	Name string `json:"name"`
	// Info is the address of the announcement.
	Info string `json:"info"`
	// Match is method and path of the requests that it affects; * stands for one
	// segment, and empty for none.
	Match string `json:"match,omitempty"`
}

// settings checks the words which choose a behaviour.
func (c *seedCheck) settings() {
	settings := c.seed.Settings
	c.oneOf("settings.plan", settings.Plan, []string{"", "paid", "free"})
	c.oneOf("settings.existing_pair", settings.ExistingPair, []string{"", "return", "update", "refuse"})
	seen := map[string]bool{}
	for _, app := range settings.OAuthClients {
		if app.ClientID == "" || app.ClientSecret == "" || seen[app.ClientID] {
			c.fail("settings.oauth_clients: %q needs an id of its own and a secret", app.ClientID)
		}
		seen[app.ClientID] = true
		for _, address := range app.RedirectURIs {
			if u, err := url.Parse(address); err != nil || !u.IsAbs() {
				c.fail("settings.oauth_clients: %q is no address", address)
			}
		}
	}
	c.errs = append(c.errs, checkDeprecations(settings.Deprecations)...)
}

// plain tells whether a text can stand in a header between separators.
func plain(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsGraphic(r) || strings.ContainsRune(" ,;", r)
	})
}
