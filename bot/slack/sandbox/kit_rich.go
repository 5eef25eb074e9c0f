package sandbox

// richText is the block that Slack's own editor makes.
func richText() shape {
	inline := richInline()
	section := richPart(inline)
	u := union{
		"rich_text_section":      section,
		"rich_text_preformatted": section.with(map[string]rule{"border": whole(0, 1), "language": chars(0, 50)}),
		"rich_text_quote":        section.with(map[string]rule{"border": whole(0, 1)}),
		"rich_text_list": {
			members: map[string]rule{
				"elements": items(1, 500, union{"rich_text_section": section}.check),
				"style":    oneOf("bullet", "ordered"), "indent": whole(0, 8), "offset": whole(0, 1e6), "border": whole(0, 1),
			},
			needs: []string{"elements", "style"},
		},
	}
	return shape{members: map[string]rule{"elements": items(1, 500, u.check)}, needs: []string{"elements"}}
}

func richPart(inline union) shape {
	return shape{members: map[string]rule{"elements": items(0, 1000, inline.check)}, needs: []string{"elements"}}
}

func richInline() union {
	flags := map[string]rule{}
	for _, f := range []string{"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"} {
		flags[f] = isFlag
	}
	style := shape{members: flags}.check
	id := chars(1, 255)
	with := func(m map[string]rule, needs ...string) shape {
		return shape{members: map[string]rule{"style": style}}.with(m, needs...)
	}
	return union{
		"text":      with(map[string]rule{"text": chars(1, 12000)}, "text"),
		"link":      with(map[string]rule{"url": link, "text": chars(0, 3000), "unsafe": isFlag}, "url"),
		"user":      with(map[string]rule{"user_id": id}, "user_id"),
		"usergroup": with(map[string]rule{"usergroup_id": id}, "usergroup_id"),
		"channel":   with(map[string]rule{"channel_id": id}, "channel_id"),
		"team":      with(map[string]rule{"team_id": id}, "team_id"),
		"emoji":     with(map[string]rule{"name": id, "unicode": id, "skin_tone": whole(1, 6)}, "name"),
		"broadcast": with(map[string]rule{"range": oneOf("here", "channel", "everyone")}, "range"),
		"color":     with(map[string]rule{"value": id}, "value"),
		"date": with(map[string]rule{
			"timestamp": whole(0, 9999999999), "format": id, "timezone": id, "url": link, "fallback": chars(0, 255),
		}, "timestamp", "format"),
	}
}
