package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"rollcall/bot/command"
)

// submitDraft takes the form as the command that it stands for. What needs no looking up is told at once, at its field; the rest by direct message.
func (b *Bot) submitDraft(ctx context.Context, c Click) map[string]string {
	d := draftFrom(FormState{Values: c.Fields, Texts: c.Texts, Data: c.Value})
	c.Origin.Channel = d.data.Channel
	if b.isForeign(c.Origin, c.External) {
		return map[string]string{fieldWho: plain(b.foreign(ctx, c.Origin).Head)}
	}
	if d.stale() { // sent before the fields that go with a choice were there
		b.foretell(ctx, FormState{Shown: c.Form, ID: c.Action, Origin: c.Origin}, d)
		return map[string]string{fieldKind: "The fields are being adapted to this. Look at them, then send again."}
	}
	cmd, wrong := d.command(b.store.Now())
	if len(wrong) > 0 {
		return wrong
	}
	if no := b.unsupported(cmd); no != nil {
		return map[string]string{fieldReason: plain(no.Head)}
	}
	in := Inbound{Key: c.Key, Text: cmd.String(), Origin: c.Origin, Names: d.names()}
	if _, err := b.onlyOnce(ctx, c.Key, b.toldDirectly(in, cmd)); err != nil {
		b.log.Error().Err(err).Msg("a form was not accepted")
		return map[string]string{fieldReason: plain(b.notAccepted(err).Head)}
	}
	return nil
}

// names are what the form calls the objects that it names by gid.
func (d draft) names() map[string]string {
	all := make(map[string]string)
	for _, o := range slices.Concat(d.what, d.in) {
		if isGID(o.Value) && o.Text != o.Value {
			all[o.Value] = o.Text
		}
	}
	for _, o := range d.others {
		if words := strings.Fields(o.Value); isGID(words[len(words)-1]) { // a team
			all[words[len(words)-1]] = strings.TrimPrefix(o.Text, everyoneIn)
		}
	}
	return all
}

// toldDirectly takes a command whose acknowledgement is a direct message, because there is no answer that could carry it.
func (b *Bot) toldDirectly(in Inbound, cmd command.Command) taking {
	take := b.consider(in)
	return func(ctx context.Context, tx Tx) (Message, error) {
		said, err := take(ctx, tx)
		if err != nil {
			return said, err
		}
		reply := newJob(jobReply, replyArgs{To: in.Origin.SlackUser, Said: said})
		open, err := tx.NewestOpenRequest(ctx, in.Origin.SlackTeam, in.Origin.SlackUser)
		if err == nil && open.Command == cmd.String() { // what is said of it later comes later
			reply.Lock = sayKey(open.ID)
		}
		if errors.Is(err, ErrNotFound) {
			err = nil
		}
		return said, errors.Join(err, tx.Enqueue(ctx, reply))
	}
}
