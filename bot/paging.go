package bot

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The buttons beneath a long list. Their value is the list and the page.
const (
	ActionPageBack = "page_back"
	ActionPageNext = "page_next"
)

// maxPaged bounds the lines that are kept of one list.
const maxPaged = 2000

// longList is an answer that takes several pages, as it was when it was asked for.
type longList struct {
	To   string  `json:"to"` // who asked; nobody else turns the pages
	Said Message `json:"said"`
}

func listKey(id string) string { return "list:" + id }

// paged keeps what is too long for one message, and says its first page.
func (b *Bot) paged(ctx context.Context, tx Tx, to string, said Message) (Message, error) {
	if len(pagesOf(said.Lines)) < 2 {
		return said, nil
	}
	if more := len(said.Lines) - maxPaged; more > 0 {
		said.Lines = append(said.Lines[:maxPaged:maxPaged], Say(fmt.Sprintf("… and %d more", more)))
	}
	list, id := longList{To: to, Said: said}, rand.Text()
	data, err := json.Marshal(list)
	if err != nil {
		return said, err
	}
	return list.page(id, 0), tx.Remember(ctx, listKey(id), data, b.store.Now().Add(answerTTL))
}

const (
	// maxPage bounds the bytes of one page, of the about twelve thousand that a message may have.
	maxPage = 7000
	// perLine is room for what a chat adds to each line.
	perLine = 30
)

// pagesOf cuts a list into pages that a person reads and a chat takes.
func pagesOf(lines []Line) (pages [][]Line) {
	size := 0
	for i, l := range lines {
		n := perLine
		for _, s := range l {
			n += len(s.Text) + len(s.Ref)
		}
		if i == 0 || len(pages[len(pages)-1]) == shownLines || size+n > maxPage {
			pages, size = append(pages, nil), 0
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], l)
		size += n
	}
	return pages
}

// page is one page of a long list, counted from 0.
func (l longList) page(id string, n int) Message {
	m, all := l.Said, pagesOf(l.Said.Lines)
	pages := len(all)
	n = max(0, min(n, pages-1))
	m.Lines = all[n]
	m.Head = Say(m.Head, fmt.Sprintf(" Page %d of %d.", n+1, pages))
	if n > 0 {
		m.Buttons = append(m.Buttons, Button{Action: ActionPageBack, Text: "‹ Back", Label: fmt.Sprintf("Back to page %d", n), Value: id + " " + strconv.Itoa(n-1)})
	}
	if n < pages-1 {
		m.Buttons = append(m.Buttons, Button{Action: ActionPageNext, Text: "Next ›", Label: fmt.Sprintf("On to page %d", n+2), Value: id + " " + strconv.Itoa(n+1)})
	}
	return m
}

// turnPage shows another page of a long list in place of the one that was clicked.
func (b *Bot) turnPage(ctx context.Context, c Click) {
	id, page, _ := strings.Cut(c.Value, " ")
	n, err := strconv.Atoi(page)
	if err != nil {
		b.whisper(ctx, c, b.strange())
		return
	}
	if p := b.shutOut(ctx, c.Origin); p != nil {
		b.whisper(ctx, c, Message{Mark: MarkNo, Head: p.say, Note: p.note})
		return
	}
	var list longList
	err = b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		data, err := tx.Remembered(ctx, listKey(id))
		if err != nil {
			return err
		}
		return json.Unmarshal(data, &list)
	})
	switch {
	case errors.Is(err, ErrNotFound) || err == nil && list.To != c.Origin.SlackUser:
		b.whisper(ctx, c, Message{Mark: MarkAsk, Head: Say("This list is too old to turn its pages."), Note: Say("Please ask again.")})
	case err != nil:
		b.log.Error().Err(err).Msg("a page could not be read")
		b.whisper(ctx, c, Message{Mark: MarkFailed, Head: Say("I can't reach my database, so I can't turn the page."), Note: Say("Please try again in a few minutes.")})
	default:
		if err := b.chat.Replace(ctx, c.ResponseURL, list.page(id, n)); err != nil {
			b.log.Warn().Err(err).Msg("a page could not be shown")
			b.whisper(ctx, c, list.page(id, n))
		}
	}
}
