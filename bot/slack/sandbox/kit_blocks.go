package sandbox

import "fmt"

// blocks are all blocks; each surface allows some.
func blocks() union {
	e := elements()
	id := shape{members: map[string]rule{"block_id": blockID}}
	u := union{
		"divider":   id,
		"header":    id.with(map[string]rule{"text": plain(150), "level": whole(1, 4)}, "text"),
		"image":     id.with(picture().members, "alt_text").with(map[string]rule{"title": plain(2000)}),
		"markdown":  id.with(map[string]rule{"text": countMarkdown}, "text"),
		"rich_text": id.with(richText().members, "elements"),
	}
	u["image"] = u["image"].and(picture().also[0])
	u["section"] = section(id, e)
	u["context"] = id.with(map[string]rule{"elements": items(1, 10, contextElements(e))}, "elements")
	u["actions"] = id.with(map[string]rule{"elements": items(1, 25, actionElements(e))}, "elements").and(distinctActions)
	u["context_actions"] = id.with(map[string]rule{
		"elements": items(1, 5, e.only("feedback_buttons", "icon_button").check),
	}, "elements").and(distinctActions)
	u["input"] = id.with(map[string]rule{
		"label": plain(2000), "hint": plain(2000), "element": inputElements(e), "optional": isFlag,
		"dispatch_action": isFlag,
	}, "label", "element").and(func(c *check, at string, o map[string]any) {
		if kind := object(o["element"])["type"]; kind == "file_input" && o["dispatch_action"] == true {
			c.fail(at+"/element/type", "unsupported type: %s", kind)
		}
	})
	addTables(u, id, e)
	u["video"] = video(id)
	return u
}

// blockID is at most 255 characters and used once in a message or view.
func blockID(c *check, at string, v any) {
	chars(0, 255)(c, at, v)
	id := text(v)
	if id != "" && c.blockIDs[id] {
		c.fail(at, "block_id %q already exists", id)
	}
	c.blockIDs[id] = true
}

func section(id shape, e union) shape {
	accessory := e.only("button", "workflow_button", "overflow", "image", "checkboxes", "radio_buttons",
		"datepicker", "timepicker", "static_select", "external_select", "users_select", "conversations_select",
		"channels_select", "multi_static_select", "multi_external_select", "multi_users_select",
		"multi_conversations_select", "multi_channels_select")
	return id.with(map[string]rule{
		"text": marked(3000), "fields": items(1, 10, marked(2000)), "accessory": accessory.check, "expand": isFlag,
	}).and(func(c *check, at string, o map[string]any) {
		if o["text"] == nil && o["fields"] == nil {
			c.fail(at, "missing required field: text or fields")
		}
	})
}

func contextElements(e union) rule {
	image, words := e.only("image"), marked(3000)
	return func(c *check, at string, v any) {
		if object(v)["type"] == "image" {
			image.check(c, at, v)
			return
		}
		words(c, at, v)
	}
}

func actionElements(e union) rule {
	return e.only("button", "workflow_button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker",
		"datetimepicker", "static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
		"multi_channels_select").check
}

func inputElements(e union) rule {
	return e.only("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input",
		"file_input", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker", "static_select",
		"external_select", "users_select", "conversations_select", "channels_select", "multi_static_select",
		"multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select").check
}

// distinctActions refuses an action_id that a block uses twice.
func distinctActions(c *check, at string, o map[string]any) {
	seen := map[string]bool{}
	for i, e := range list(o["elements"]) {
		id := text(object(e)["action_id"])
		if id != "" && seen[id] {
			c.fail(fmt.Sprintf("%s/elements/%d/action_id", at, i), "action_id %q already exists", id)
		}
		seen[id] = true
	}
}

// countMarkdown adds up the markdown blocks, which share one limit.
func countMarkdown(c *check, at string, v any) {
	chars(1, maxMarkdown)(c, at, v)
	if c.markdown += len([]rune(text(v))); c.markdown > maxMarkdown {
		c.fail(at, "markdown blocks must be less than %d characters together", maxMarkdown+1)
	}
}

func video(id shape) shape {
	return id.with(map[string]rule{
		"title": plain(199), "alt_text": chars(1, 2000), "video_url": link, "thumbnail_url": link, "title_url": link,
		"author_name": chars(1, 49), "provider_name": chars(1, 255), "provider_icon_url": link, "description": plain(200),
	}, "title", "alt_text", "video_url", "thumbnail_url")
}
