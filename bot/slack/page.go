package slack

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of pages.
const (
	maxHeader   = 150
	maxPageText = 1500
	maxItem     = 6000 // bytes of one item, before its buttons, so that others have room beside it
)

// itemBlocks is what one item of a page may take, before its buttons.
const itemBlocks = 12

// Publish shows a page on a person's home tab. It may be made again: what is published twice is there once.
func (c *Client) Publish(ctx context.Context, slackUser string, p bot.Page) error {
	if slackUser == "" {
		return fmt.Errorf("publish a page: there is nobody to show it to: %w", bot.ErrUnreachable)
	}
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab}
	view.Blocks.BlockSet = home(p)
	_, err := c.again.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: slackUser, View: view})
	return undelivered("publish a page", err)
}

// shelf is a section of a page while it is laid out.
type shelf struct {
	above, items, below []slack.Block
	left                []bot.Message // items that are not placed yet
	full                bool
}

// home lays out a page. First every section gets its frame, then the sections get their items in turn, so that a long one leaves room for those beneath it.
func home(p bot.Page) []slack.Block {
	r := room{maxViewBlocks - 1, maxView} // one block says that sections are left out
	shelves := frames(p.Sections, &r)
	for placed := true; placed; {
		placed = false
		for i := range shelves {
			placed = shelves[i].place(&r) || placed
		}
	}
	blocks := []slack.Block{}
	for i, s := range shelves {
		if i > 0 {
			blocks = append(blocks, slack.NewDividerBlock())
		}
		blocks = append(append(append(blocks, s.above...), s.items...), s.rest()...)
		blocks = append(blocks, s.below...)
	}
	if n := len(p.Sections) - len(shelves); n > 0 {
		blocks = append(blocks, said(more(n)+" sections"))
	}
	if len(blocks) == 0 {
		blocks = append(blocks, said("There is nothing to show yet."))
	}
	return blocks
}

// frames are the sections without their items, as many as there is room for.
func frames(sections []bot.Section, r *room) []shelf {
	var shelves []shelf
	for _, s := range sections {
		f := shelf{below: actions(s.Buttons), left: s.Items}
		if strings.TrimSpace(undirected(s.Title)) != "" {
			f.above = append(f.above, slack.NewHeaderBlock(plain(maxHeader, liner.Replace(s.Title))))
		}
		if text := mrkdwn(s.Text, maxPageText); strings.TrimSpace(text) != "" {
			f.above = append(f.above, section(text))
		}
		whole := append([]slack.Block{slack.NewDividerBlock(), said(more(len(s.Items)))}, f.above...)
		if !r.take(append(whole, f.below...)) {
			break
		}
		shelves = append(shelves, f)
	}
	return shelves
}

// place puts the next item into a section if there is room for all of it, its buttons too. After the first that does not fit the section is full: what is
// shown are always its first items.
func (s *shelf) place(r *room) bool {
	if s.full || len(s.left) == 0 {
		return false
	}
	blocks := blocksIn(s.left[0], room{min(r.blocks, itemBlocks), min(r.bytes, maxItem)})
	if s.full = !r.take(blocks); s.full {
		return false
	}
	s.items, s.left = append(s.items, blocks...), s.left[1:]
	return true
}

// rest says how many items found no room.
func (s *shelf) rest() []slack.Block {
	if len(s.left) == 0 {
		return nil
	}
	return []slack.Block{said(more(len(s.left)))}
}

// said is a small line of our own words.
func said(text string) slack.Block {
	return slack.NewContextBlock("", plain(maxContext, text))
}
