package sandbox

// maxTable and maxMarkdown are the characters of all cells, and of all markdown.
const (
	maxTable    = 10000
	maxMarkdown = 12000
)

// addTables adds the two kinds of tables.
func addTables(u union, id shape, e union) {
	cell := tableCells()
	column := shape{members: map[string]rule{"align": oneOf("left", "center", "right"), "is_wrapped": isFlag}}
	u["table"] = id.with(map[string]rule{
		"rows": items(1, 100, items(1, 20, cell.check)), "column_settings": items(0, 20, orNull(column.check)),
	}, "rows").and(oneTable)
	data := tableCells()
	data["button"] = shape{
		members: map[string]rule{"element": e.only("button").check, "fallback": cell.check}, needs: []string{"element"},
	}
	u["data_table"] = id.with(map[string]rule{
		"caption": chars(1, 2000), "rows": items(2, 101, items(1, 20, data.check)), "page_size": whole(1, 100),
		"row_header_column_index": whole(0, 19),
	}, "caption", "rows").and(sameWidth)
}

func tableCells() union {
	number := func(c *check, at string, v any) {
		if _, ok := v.(float64); !ok {
			c.fail(at, "must be a number")
		}
	}
	return union{
		"raw_text":   {members: map[string]rule{"text": chars(0, maxTable)}, needs: []string{"text"}},
		"raw_number": {members: map[string]rule{"value": number, "text": chars(0, 255)}, needs: []string{"value"}},
		"rich_text":  richText(),
	}
}

// orNull lets a list leave out its n-th setting.
func orNull(r rule) rule {
	return func(c *check, at string, v any) {
		if v != nil {
			r(c, at, v)
		}
	}
}

// oneTable refuses a second table in a message, and too much text in one.
func oneTable(c *check, at string, o map[string]any) {
	if c.tables++; c.tables > 1 {
		c.fail(at, "only_one_table_allowed")
	}
	if cellText(o["rows"]) > maxTable {
		c.fail(at+"/rows", "must be less than %d characters", maxTable+1)
	}
}

// cellText counts the characters of every "text" below v.
func cellText(v any) int {
	n := 0
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n += cellText(x)
		}
	case map[string]any:
		n = len([]rune(text(v["text"]))) + cellText(v["elements"])
	}
	return n
}

func sameWidth(c *check, at string, o map[string]any) {
	rows := list(o["rows"])
	for _, r := range rows {
		if len(list(r)) != len(list(rows[0])) {
			c.fail(at+"/rows", "all rows must have the same number of cells")
			return
		}
	}
}
