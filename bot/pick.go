package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"rollcall/asana"
	"rollcall/bot/command"
)

// The menus that ask which of several objects is meant.
const (
	ActionPick     = "request_pick"  // the value is the request and the gid, "R142 1208…"
	ActionPickRead = "question_pick" // the value is the question in full
)

// picking is the question which of several objects a name means.
type picking struct {
	what    command.What // as it was typed
	options []Option     // the values are gids
	ask     string       // how the question ends
}

// pickable are objects to choose from; what can't be told apart by name is by gid.
func pickable(found []asana.Object) []Option {
	all := make([]Option, len(found))
	for i, o := range found {
		all[i] = Option{Value: o.GID, Text: o.Name, Note: "gid " + o.GID}
	}
	return all
}

// apply puts the object that was chosen in place of the name, wherever the command says it.
func (p picking) apply(cmd command.Command, gid string) command.Command {
	if cmd.Inner != nil {
		inner := p.apply(*cmd.Inner, gid)
		cmd.Inner = &inner
	}
	same := p.what.SameAs
	cmd.What = slices.Clone(cmd.What)
	for i, w := range cmd.What {
		if same(w) {
			cmd.What[i] = command.What{Kind: w.Kind, GID: gid}
		}
		if w.In != nil && same(*w.In) { // the project that a type is found through
			cmd.What[i].In = &command.What{Kind: w.In.Kind, GID: gid}
		}
	}
	cmd.Who = slices.Clone(cmd.Who)
	for i, w := range cmd.Who {
		if (w.Kind == command.WhoTeam || w.Kind == command.WhoEveryone) && p.what.Kind == command.Team && w.Name == p.what.Name {
			cmd.Who[i].Name, cmd.Who[i].GID = "", gid
		}
	}
	return cmd
}

// askToPick lets a request wait until the person who asked has said which object is meant.
func (b *Bot) askToPick(ctx context.Context, tx Tx, req Request, p *problem) error {
	req.State, req.Note = NeedsInput, plain(p.say)
	req.Judged.Picking, req.Judged.Options = &p.pick.what, p.pick.options
	if err := tx.UpdateRequest(ctx, &req); err != nil {
		return err
	}
	b.touchRequest(tx, req)
	said := Message{Mark: MarkAsk, Head: p.say, Note: Say(p.pick.ask, " Your request goes on with it."), Menu: pickMenu(req), Buttons: []Button{
		{Action: ActionCancel, Text: "Cancel", Label: "Cancel " + req.Name(), Value: req.Name()},
	}}
	if err := b.say(ctx, tx, req, said); err != nil {
		return err
	}
	return b.schedule(ctx, tx, req, jobExpire, answerFor)
}

// pickMenu is the menu of what a request asks about.
func pickMenu(req Request) *Menu {
	menu := &Menu{Action: ActionPick, Label: "Choose the " + string(req.Judged.Picking.Kind)}
	for _, o := range req.Judged.Options {
		o.Value = req.Name() + " " + o.Value
		menu.Options = append(menu.Options, o)
	}
	return menu
}

// pick goes on with a request whose requester has said which object is meant. The policy judges it as if it had been named so at first.
func (q *asked) pick(ctx context.Context, r *run, args decideArgs) error {
	return q.byRequester(ctx, r, args, func(now *asked) error {
		if now.req.State != NeedsInput || !now.req.Judged.offered(args.Pick) {
			return complain(now.req.Name(), " doesn't wait for a choice of yours.").next("It is ", string(now.req.State), ".")
		}
		return nil
	}, func(ctx context.Context, tx Tx, now *asked) error {
		cmd, err := command.Parse(now.req.Command)
		if err != nil {
			return err
		}
		now.req.Judged.name(args.Pick)
		now.req.Judged.Typed = cmp.Or(now.req.Judged.Typed, now.req.Command)
		now.req.Command = picking{what: *now.req.Judged.Picking}.apply(cmd, args.Pick).String()
		now.req.Judged.Picking, now.req.Judged.Options = nil, nil
		return now.goOn(ctx, tx, args, Say("Going on with ", Bold(now.req.Judged.Names[args.Pick]), "."))
	})
}

// offered tells whether an object is one of those that the person was asked to choose from.
func (j Judgement) offered(gid string) bool {
	return j.Picking != nil && slices.ContainsFunc(j.Options, func(o Option) bool { return o.Value == gid })
}

// name remembers what the object that was chosen is called.
func (j *Judgement) name(gid string) {
	for _, o := range j.Options {
		if o.Value == gid {
			j.Names = with(j.Names, gid, o.Text)
		}
	}
}

// menuOf lets a question be asked again with the object that is meant. Where that is too long for a menu, the answer says what to type.
func menuOf(cmd command.Command, p *picking) *Menu {
	menu := &Menu{Action: ActionPickRead, Label: "Choose the " + string(p.what.Kind)}
	for _, o := range p.options {
		o.Value = p.apply(cmd, o.Value).String()
		if len([]rune(o.Value)) > maxOption {
			return nil
		}
		menu.Options = append(menu.Options, o)
	}
	return menu
}

// pickRead asks a question again, with the object that was chosen.
func (b *Bot) pickRead(ctx context.Context, c Click) {
	cmd, err := command.Parse(c.Value)
	if err != nil || !slices.Contains([]command.Verb{command.List, command.Show, command.History, command.Explain}, cmd.Verb) {
		b.whisper(ctx, c, b.strange())
		return
	}
	b.asCommand(ctx, c, cmd)
}

// strange answers a button that means nothing here.
func (b *Bot) strange() Message {
	return Message{Mark: MarkAsk, Head: Say("I don't understand this button: it may come from another version of Rollcall."),
		Note: Say("Type ", Code(b.cfg.Slash+" pending"), " to see what is open.")}
}

// picked splits the value of a menu into the request and what was chosen.
func picked(value string) (request, gid string) {
	request, gid, _ = strings.Cut(value, " ")
	return request, gid
}
