package main

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Ensure that a setting that a chart or a compose file sets to nothing counts as not set: the service starts with the documented default.
func TestSettingsEmpty(t *testing.T) {
	want, err := configure(t, required())
	must(t, err)
	standard := strings.Fields(`LISTEN_ADDR ADMIN_ADDR DATABASE_URL SLACK_API_URL SLACK_COMMAND ASANA_BASE_URL ASANA_REQUESTS_PER_MINUTE LOG_LEVEL LOG_FORMAT`)
	optional := strings.Fields(`SLACK_TEAM_ID ASANA_WORKSPACE ASANA_ENABLE ASANA_DISABLE POLICY_FILE`)
	for blank, names := range map[string][]string{"": slices.Concat(standard, optional), "  ": standard} {
		env := required()
		for _, name := range names {
			env[name] = blank
		}
		got, err := configure(t, env)
		if err != nil {
			t.Errorf("set to %q: %v", blank, err)
			continue
		}
		got.Log, got.Store.Logger = want.Log, want.Store.Logger // each writes to a buffer of its own
		if !reflect.DeepEqual(got, want) {
			t.Errorf("set to %q\n got %+v\nwant %+v", blank, got, want)
		}
	}
}

// Ensure that a required setting that is set to nothing is missed by its name.
func TestSettingsRequiredEmpty(t *testing.T) {
	for name := range required() {
		env := required()
		env[name] = ""
		if _, err := configure(t, env); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is empty: %v", name, err)
		}
	}
}

// Ensure that a mistyped name of a deprecation is told before the service starts, with the setting and the name, and no secret.
func TestSettingsDeprecations(t *testing.T) {
	for setting, value := range map[string]string{"ASANA_ENABLE": "new memberships", "ASANA_DISABLE": "x\r\nX-Other: 1"} {
		_, err := configure(t, with(setting, value))
		if err == nil {
			t.Errorf("%s=%q was taken", setting, value)
			continue
		}
		holds(t, err.Error(), "the configuration has 1 fault", setting, "able has the bad name ", strconv.Quote(value))
		if strings.Contains(err.Error(), "asana-token-value") {
			t.Errorf("it shows the token: %v", err)
		}
	}
	if _, err := configure(t, with("ASANA_ENABLE", "new_memberships, new_goals")); err != nil {
		t.Errorf("good names: %v", err)
	}
}
