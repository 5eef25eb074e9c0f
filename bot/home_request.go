package bot

import (
	"slices"

	"rollcall/bot/command"
)

// waitingSection shows what waits for the person: decisions about requests of others, and answers to their own.
func (l *homeLists) waitingSection() Section {
	s := Section{Title: "Waiting for you"}
	for _, q := range l.waiting {
		card, _ := q.cardOf(l.user)
		s.Items = append(s.Items, q.card(card, q.req.State))
	}
	s.Items = append(s.Items, l.moreOf("waiting", "pending")...)
	for _, r := range l.questions {
		s.Items = append(s.Items, homeQuestion(r))
	}
	if s.Items = append(s.Items, l.moreOf("questions", "pending")...); len(s.Items) == 0 {
		s.Text = Say("Nothing, all is done.")
	}
	return s
}

// homeQuestion is the question that a request of the person waits for.
func homeQuestion(r Request) Message {
	m := Message{Mark: MarkAsk, Head: Say(requestWish(r), ". ", kept(r.Note)), Context: contextLine(r)}
	if r.Judged.Asked != "" {
		m.Note, m.Buttons = Say(sureQuestion), sureButtons(r.Name())
		return m
	}
	if m.Buttons = []Button{cancelButton(r.Name())}; r.Judged.Picking != nil {
		m.Menu = pickMenu(r)
	}
	return m
}

// openSection shows the person's own requests: those under way, and how the last ones ended.
func (l *homeLists) openSection() Section {
	s := Section{Title: "Your requests"}
	for _, r := range l.open {
		s.Items = append(s.Items, homeRequest(r))
	}
	if s.Items = append(s.Items, l.moreOf("open", "pending")...); len(s.Items)+len(l.questions) == 0 {
		s.Text = Say("None is open.")
	}
	if len(l.ended) == 0 {
		return s
	}
	done := Message{Head: Say("Ended in the last seven days:")}
	for _, r := range l.ended {
		line := Say(Bold(r.Name()), " · ", string(r.State), " ", At(r.EndedAt), ": ")
		if r.Note != "" {
			line = Say(line, kept(r.Note), " — ")
		}
		done.Lines = append(done.Lines, Say(line, requestWish(r)))
	}
	s.Items = append(s.Items, done)
	return s
}

// homeRequest is one open request of the person's own.
func homeRequest(r Request) Message {
	m := Message{Mark: MarkWait, Head: requestWish(r), Context: contextLine(r)}
	if r.Note != "" {
		m.Note = kept(r.Note)
	}
	cancellable := []RequestState{Received, Resolving, AwaitingApproval, Held}
	if slices.Contains(cancellable, r.State) {
		m.Buttons = []Button{cancelButton(r.Name())}
	}
	return m
}

// requestWish is what a request asks for, as people read it.
func requestWish(r Request) Line {
	cmd, err := command.Parse(r.Command)
	if err != nil {
		return Say(r.Command)
	}
	return wordingOf(cmd, r.Judged.Names)
}
