package sandbox

import (
	"encoding/json"
	"slices"
)

// maxView is the largest view, in bytes of JSON.
const maxView = 250 * 1000

// maxStack is how many modals lie on each other.
const maxStack = 3

// view is a modal or a home tab as the control route shows it.
type view struct {
	ID       string         `json:"id"`
	Type     string         `json:"type"`
	User     string         `json:"user"`
	Open     bool           `json:"open"`
	Hash     string         `json:"hash"`
	Root     string         `json:"root_view_id"`
	Previous string         `json:"previous_view_id,omitempty"`
	Given    map[string]any `json:"view"` // as the app gave it, with block ids
	// Values are what the person filled in, by block and action.
	Values values `json:"values"`
	// Errors are what the app, or Slack under the key "", said about a submission.
	Errors map[string]string `json:"errors,omitempty"`
}

func (v *view) blocks() []any { return list(v.Given["blocks"]) }

// payload is the view as Slack shows it to apps.
func (v *view) payload(w *workspace) map[string]any {
	bot := w.bot()
	out := map[string]any{
		"id": v.ID, "team_id": w.team.ID, "type": v.Type, "hash": v.Hash, "root_view_id": v.Root,
		"previous_view_id": nil, "app_id": bot.Profile.APIAppID, "bot_id": bot.Profile.BotID,
		"app_installed_team_id": w.team.ID, "state": map[string]any{"values": v.Values},
		"title": nil, "submit": nil, "close": nil, "private_metadata": "", "callback_id": "",
		"external_id": "", "clear_on_close": false, "notify_on_close": false,
	}
	if v.Previous != "" {
		out["previous_view_id"] = v.Previous
	}
	for k, val := range v.Given {
		out[k] = val
	}
	return out
}

func (w *workspace) view(id string) *view {
	i := slices.IndexFunc(w.views, func(v *view) bool { return v.ID == id && v.Open })
	if i < 0 {
		return nil
	}
	return w.views[i]
}

func (w *workspace) viewByExternalID(id string) *view {
	i := slices.IndexFunc(w.views, func(v *view) bool { return v.Open && id != "" && v.Given["external_id"] == id })
	if i < 0 {
		return nil
	}
	return w.views[i]
}

func (w *workspace) home(user string) *view {
	i := slices.IndexFunc(w.views, func(v *view) bool { return v.Type == "home" && v.User == user })
	if i < 0 {
		return nil
	}
	return w.views[i]
}

// stack lists the open modals over a root, the root first.
func (w *workspace) stack(root string) []*view {
	return slices.DeleteFunc(slices.Clone(w.views), func(v *view) bool { return v.Root != root || !v.Open })
}

// show puts a view into the workspace. The lock is held.
func (s *Server) show(user string, given map[string]any, below *view) *view {
	v := &view{ID: s.w.newID("V"), Type: text(given["type"]), User: user, Open: true}
	v.Root = v.ID
	if below != nil {
		v.Root, v.Previous = below.Root, below.ID
	}
	s.w.views = append(s.w.views, v)
	s.fill(v, given)
	return v
}

// fill gives a view new content. What the person filled in stays where block
// and action are still there.
func (s *Server) fill(v *view, given map[string]any) {
	s.w.nameBlocks(list(given["blocks"]))
	v.Given, v.Errors = given, nil
	v.Hash = s.w.newTS(s.now()) + "." + secret(4)
	old := v.Values
	v.Values = startValues(v.blocks())
	v.Values.carry(old)
	s.w.rememberInitial(v.ID, v.blocks())
	s.touch()
}

// readView reads and checks a view that an app sent.
func (s *Server) readView(raw any, kind string) (map[string]any, error) {
	given, ok := raw.(map[string]any)
	if !ok {
		return nil, missing("view")
	}
	body, err := json.Marshal(given)
	if err != nil || len(body) > maxView {
		return nil, refuse("view_too_large")
	}
	if faults := s.kit.checkView(given, kind); len(faults) > 0 {
		return nil, invalidArguments(faults...)
	}
	return given, nil
}

// closeView ends a view with what lies directly on it or, with all, the whole stack.
func (s *Server) closeView(v *view, all bool) {
	for _, other := range s.w.stack(v.Root) {
		if all || other == v || other.Previous == v.ID {
			other.Open = false
		}
	}
	s.touch()
}
