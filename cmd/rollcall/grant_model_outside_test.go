package main

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// outside changes a pair as somebody does in Asana.
func (m *grantModel) outside(a act) {
	p := m.pairs[a.pair]
	level := a.level
	if p.kind == "team" && level != none {
		level = "member"
	}
	if level == p.shown {
		return
	}
	path, data := "/memberships", map[string]any{"access_level": level}
	method := http.MethodPost
	switch {
	case p.kind == "team" && level == none:
		path, data = "/teams/"+p.parent+"/removeUser", map[string]any{"user": p.member}
	case p.kind == "team":
		path, data = "/teams/"+p.parent+"/addUser", map[string]any{"user": p.member}
	case p.shown == none:
		data["parent"], data["member"] = p.parent, p.member
	default:
		method, path = http.MethodPut, path+"/"+m.rows(p.parent, p.member)[0].GID
		if level == none {
			method, data = http.MethodDelete, nil
		}
	}
	m.byHand(method, path, data)
	p.shown, p.was = level, level
}

// byHand makes a call of Asana as Chloé, who is an admin of the project and of the team.
func (m *grantModel) byHand(method, path string, data any) {
	m.t.Helper()
	body := []byte{}
	if data != nil {
		var err error
		body, err = json.Marshal(map[string]any{"data": data})
		must(m.t, err)
	}
	req, err := http.NewRequestWithContext(m.t.Context(), method, m.asana.URL+"/api/1.0"+path, bytes.NewReader(body))
	must(m.t, err)
	req.Header.Set("Authorization", "Bearer sandbox-chloe-token")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	must(m.t, err)
	must(m.t, resp.Body.Close())
	if resp.StatusCode/100 != 2 {
		m.t.Fatalf("%s %s: %d", method, path, resp.StatusCode)
	}
}
