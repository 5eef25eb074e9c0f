package slack

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"rollcall/bot"
)

// counted is how many things a text shows by a mark, and how many it says are left out.
func counted(t *testing.T, text, mark string) (shown, left int) {
	t.Helper()
	for _, found := range regexp.MustCompile(`… and (\d+) more`).FindAllStringSubmatch(text, -1) {
		n := 0
		_, err := fmt.Sscan(found[1], &n)
		must(t, err)
		left += n
	}
	return strings.Count(text, mark), left
}

// Nothing of a long list or of many fields is dropped without a word: what is shown and what is said to be left out are all of it.
func TestLongLists(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"short": "row", "long": strings.Repeat("word ", 200), "emoji": strings.Repeat("👩‍👩‍👧‍👦", 100)} {
		for _, n := range []int{1, 10, 11, 50, 100, 500} {
			m := bot.Message{Head: bot.Say(text), Context: "R1 · applied"}
			for i := range n {
				m.Lines = append(m.Lines, bot.Say(fmt.Sprintf("#%d ", i), text))
			}
			for where, all := range map[string]string{"blocks": sent(t, Blocks(m)), "text": Text(m), "update": textWithin(m, maxUpdated)} {
				if shown, left := counted(t, all, "• #"); shown+left != n || where == "blocks" && shown == 0 {
					t.Errorf("%s, %d lines in the %s: %d shown, %d said to be left out", name, n, where, shown, left)
				}
			}
			m.Lines, m.Fields = nil, fieldsOf(n, text)
			for where, all := range map[string]string{"blocks": sent(t, Blocks(m)), "text": Text(m)} {
				if shown, left := counted(t, all, "Label "); shown+left != n || where == "blocks" && shown == 0 {
					t.Errorf("%s, %d fields in the %s: %d shown, %d said to be left out", name, n, where, shown, left)
				}
			}
		}
	}
}

func fieldsOf(n int, text string) (all []bot.Field) {
	for i := range n {
		all = append(all, bot.Field{Label: fmt.Sprint("Label ", i), Value: bot.Say(text)})
	}
	return all
}

// A list and its fields share a message: neither takes all of it.
func TestSharedRoom(t *testing.T) {
	t.Parallel()
	m := bot.Message{Head: bot.Say("x"), Fields: fieldsOf(100, strings.Repeat("word ", 200)), Lines: rows(bot.Say("a row")), Note: bot.Say("the note"), Context: "R1 · applied"}
	all := sent(t, Blocks(m))
	fields, _ := counted(t, all, "Label ")
	lines, _ := counted(t, all, "• a row")
	if fields < 10 || lines < 10 || !strings.Contains(all, "the note") || len(all) > maxMessage {
		t.Errorf("%d fields, %d lines, %d bytes", fields, lines, len(all))
	}
	m = bot.Message{Head: bot.Say("x"), Fields: fieldsOf(15, "value")}
	if blocks := blocksOf(t, m); len(blocks) != 3 || len(blocks[1].Fields) != 10 || len(blocks[2].Fields) != 5 {
		t.Errorf("fifteen fields are %+v", blocks)
	}
}
