package slack

import (
	"context"
	"errors"
	"testing"

	"rollcall/bot"
)

// Where a message stands is told by the one who posted it, and it can be changed there.
func TestDeliver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := bot.Message{Head: bot.Say("hello"), Context: "R1 · awaiting_approval"}
	dm, err := w.Direct(t.Context(), ada, m)
	must(t, err)
	posted, err := w.Post(t.Context(), "C01APPROVAL", m)
	must(t, err)
	if dm.Channel != "D01ADA0BIAN" || posted.Channel != "C01APPROVAL" || dm.TS == "" || posted.TS == "" || dm.TS == posted.TS {
		t.Errorf("posted to %+v and %+v", dm, posted)
	}
	for _, at := range []bot.Posted{dm, posted} {
		must(t, w.Update(t.Context(), at, m))
	}
}

// Whoever can't be reached, and whatever is gone, is told from what waiting may mend.
func TestDeliverNever(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, m := t.Context(), bot.Message{Head: bot.Say("hello")}
	before, err := w.Direct(ctx, "U01BENOKAFR", m)
	must(t, err)
	w.control("person", `{"user":"ben","deleted":true}`)
	w.control("channel", `{"channel":"general","is_archived":true}`)
	direct := func(user string) func(context.Context) error {
		return func(ctx context.Context) error { _, err := w.Direct(ctx, user, m); return err }
	}
	post := func(channel string) func(context.Context) error {
		return func(ctx context.Context) error { _, err := w.Post(ctx, channel, m); return err }
	}
	update := func(p bot.Posted) func(context.Context) error {
		return func(ctx context.Context) error { return w.Update(ctx, p, m) }
	}
	for name, try := range map[string]func(context.Context) error{
		"deactivated": direct("U01DANAFORM"), "deactivated since": direct("U01BENOKAFR"), "a bot": direct("U01ROLLCALL"), "nobody": direct("U0NOBODY"),
		"archived": post("C01GENERAL0"), "no channel": post("C0NONE"), "gone": update(bot.Posted{Channel: before.Channel, TS: "1.2"}),
		"elsewhere": update(bot.Posted{Channel: "C01APPROVAL", TS: before.TS}), "by person": update(bot.Posted{Channel: ada, TS: before.TS}),
	} {
		if err := try(ctx); !errors.Is(err, bot.ErrUnreachable) || bot.IsChatAway(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A message whose answer got lost is not posted again, because it stands there already; an update, a second time the same, is.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]string{"cut": `"drop":true,"after":true`, "failed": `"status":503,"after":true`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			m := bot.Message{Head: bot.Say("hello")}
			at, err := w.Post(t.Context(), "C01APPROVAL", m)
			must(t, err)
			w.control("faults", `{"match":"chat.postMessage","times":1,`+fault+`}`)
			if _, err := w.Post(t.Context(), "C01APPROVAL", m); !bot.IsChatAway(err) {
				t.Errorf("the post: %v", err)
			}
			w.control("faults", `{"match":"chat.update","times":1,`+fault+`}`)
			if err := w.Update(t.Context(), at, m); err != nil {
				t.Errorf("the update: %v", err)
			}
			if posts, updates := w.calls("chat.postMessage"), w.calls("chat.update"); posts != 2 || updates != 2 {
				t.Errorf("%d posts, %d updates", posts, updates)
			}
		})
	}
}
