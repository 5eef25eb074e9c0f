package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// goalLevels is the change that brought goals the levels admin and viewer in
// 2025. While it is among the deprecations, only who enables it has them.
const goalLevels = "goal_sals_api"

// checkDeprecations returns what is wrong with a list of deprecations.
func checkDeprecations(list []SeedDeprecation) []error {
	errs := []error{}
	for _, d := range list {
		method, path, ok := strings.Cut(d.Match, " ")
		if d.Match != "" && (!ok || method == "" || !strings.HasPrefix(path, "/")) {
			errs = append(errs, fmt.Errorf("deprecations: match %q is no method and path", d.Match))
		}
		if !plain(d.Name) || !plain(d.Info) {
			errs = append(errs, fmt.Errorf("deprecations: %q needs a name and the address of its announcement", d.Name))
		}
	}
	return errs
}

// readDeprecations reads the list that a control was sent.
func readDeprecations(r *http.Request) ([]SeedDeprecation, error) {
	decoder := json.NewDecoder(io.LimitReader(r.Body, bodyLimit))
	decoder.DisallowUnknownFields()
	var list []SeedDeprecation
	if err := decoder.Decode(&list); err != nil {
		return nil, fmt.Errorf("reading the deprecations: %w", err)
	}
	if errs := checkDeprecations(list); len(errs) > 0 {
		return nil, errs[0]
	}
	return list, nil
}

// announce adds an Asana-Change header for each deprecation. To a request which
// has chosen, by Asana-Enable or Asana-Disable, there is nothing to announce.
func (s *Server) announce(out *reply, r *http.Request, path string) {
	if out.status == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.world.settings.Deprecations {
		if names(r.Header, "Asana-Enable", d.Name) || names(r.Header, "Asana-Disable", d.Name) {
			continue
		}
		value := "name=" + d.Name + ";info=" + d.Info
		if _, affected := newPattern(d.Match).match(r.Method, split(path)); affected {
			value += ";affected=true"
		}
		out.header.Add("Asana-Change", value)
	}
}

// names tells whether a header lists a name; names that nobody knows do no harm.
func names(header http.Header, field, name string) bool {
	for _, list := range header.Values(field) {
		for item := range strings.SplitSeq(list, ",") {
			if strings.TrimSpace(item) == name {
				return true
			}
		}
	}
	return false
}

// levels returns the access levels that a parent takes from this caller.
func (c *call) levels(p *parent) []string {
	announced := slices.ContainsFunc(c.settings.Deprecations, func(d SeedDeprecation) bool { return d.Name == goalLevels })
	if p.kind == kindGoal && announced && !names(c.header, "Asana-Enable", goalLevels) {
		return []string{"editor", "commenter"}
	}
	return rulesOf(p.kind).levels
}
