package sandbox

func (c *apiCall) viewsOpen() (reply, error) {
	return c.newView(func(*trigger) (*view, error) { return nil, nil })
}

func (c *apiCall) viewsPush() (reply, error) {
	return c.newView(func(t *trigger) (*view, error) {
		below := c.w.view(t.view)
		switch {
		case below == nil || below.Type != "modal":
			return nil, refuse("not_found")
		case len(c.w.stack(below.Root)) >= maxStack:
			return nil, refuse("push_limit_reached")
		}
		return below, nil
	})
}

// newView opens a modal, over the one that place returns.
func (c *apiCall) newView(place func(*trigger) (*view, error)) (reply, error) {
	given, err := c.view("modal")
	if err != nil {
		return nil, err
	}
	t, err := c.trigger()
	if err != nil {
		return nil, err
	}
	below, err := place(t)
	if err != nil {
		return nil, err
	}
	if c.w.viewByExternalID(text(given["external_id"])) != nil {
		return nil, refuse("duplicate_external_id")
	}
	t.used = true
	return reply{"view": c.s.show(t.user, given, below).payload(c.w)}, nil
}

func (c *apiCall) view(kind string) (map[string]any, error) {
	raw, ok := c.args.value("view")
	if !ok {
		return nil, invalidArguments("[ERROR] failed to parse JSON [json-pointer:/view]")
	}
	return c.s.readView(raw, kind)
}

func (c *apiCall) viewsUpdate() (reply, error) {
	v := c.w.view(c.args.str("view_id"))
	if c.args.has("external_id") {
		v = c.w.viewByExternalID(c.args.str("external_id"))
	}
	if !c.args.has("view_id") && !c.args.has("external_id") {
		return nil, missing("view_id")
	}
	if v == nil {
		return nil, refuse("not_found")
	}
	given, err := c.view(v.Type)
	if err != nil {
		return nil, err
	}
	if other := c.w.viewByExternalID(text(given["external_id"])); other != nil && other != v {
		return nil, refuse("duplicate_external_id")
	}
	return c.refill(v, given)
}

// refill replaces the content of a view, unless it changed since the app saw it.
func (c *apiCall) refill(v *view, given map[string]any) (reply, error) {
	if hash, sent := c.args["hash"]; sent && hash != nil && hash != v.Hash {
		return nil, refuse("hash_conflict")
	}
	c.s.fill(v, given)
	return reply{"view": v.payload(c.w)}, nil
}

func (c *apiCall) viewsPublish() (reply, error) {
	u := c.w.user(c.args.str("user_id"))
	switch {
	case !c.args.has("user_id"):
		return nil, missing("user_id")
	case u == nil || u.Deleted || u.IsBot:
		return nil, refuse("user_not_found")
	}
	given, err := c.view("home")
	if err != nil {
		return nil, err
	}
	if v := c.w.home(u.ID); v != nil {
		return c.refill(v, given)
	}
	if c.args.has("hash") {
		return nil, refuse("hash_conflict")
	}
	return reply{"view": c.s.show(u.ID, given, nil).payload(c.w)}, nil
}
