package sandbox

import (
	"fmt"
	"maps"
)

// kit holds the rules of Block Kit by surface.
type kit struct {
	message, modal, home union
}

func newKit() *kit {
	all := blocks()
	k := &kit{message: maps.Clone(all)}
	delete(k.message, "input") // has no submit button to send it
	k.modal = all.only("section", "divider", "header", "image", "context", "actions", "input", "rich_text", "video")
	k.home = maps.Clone(k.modal)
	return k
}

func newCheck() *check { return &check{blockIDs: map[string]bool{}} }

// checkMessage returns the faults of a message's blocks, and of the blocks in
// its attachments.
func (k *kit) checkMessage(blocks, attachments []any) []string {
	c := newCheck()
	items(0, 50, k.message.check)(c, "/blocks", anySlice(blocks))
	for i, a := range attachments {
		if inner := object(a)["blocks"]; inner != nil {
			items(0, 50, k.message.check)(c, fmt.Sprintf("/attachments/%d/blocks", i), inner)
		}
	}
	return c.faults
}

// checkView returns the faults of a view of the given kind.
func (k *kit) checkView(v map[string]any, kind string) []string {
	c := newCheck()
	modal := viewShape(k.modal).with(map[string]rule{
		"title": plain(24), "submit": plain(24), "close": plain(24), "clear_on_close": isFlag,
		"notify_on_close": isFlag, "submit_disabled": isFlag,
	}, "title").and(needsSubmit)
	u := union{"modal": modal, "home": viewShape(k.home)}
	u.only(kind).check(c, "/view", v)
	return c.faults
}

func viewShape(u union) shape {
	return shape{
		members: map[string]rule{
			"blocks": items(0, 100, u.check), "private_metadata": chars(0, 3000), "callback_id": chars(0, 255),
			"external_id": chars(0, 255),
		},
		needs: []string{"blocks"},
	}
}

// needsSubmit refuses a form that nobody can send.
func needsSubmit(c *check, at string, o map[string]any) {
	for _, b := range list(o["blocks"]) {
		if object(b)["type"] == "input" && o["submit"] == nil {
			c.fail(at, "missing required field: submit")
			return
		}
	}
}

// anySlice makes nil an empty list, because no blocks are no fault.
func anySlice(l []any) any {
	if l == nil {
		return []any{}
	}
	return l
}
