package sandbox

import (
	"fmt"
	"time"
)

// triggerLife is how long a trigger opens a view.
const triggerLife = 3 * time.Second

// trigger is the right to open one view for one person.
type trigger struct {
	user string
	view string // the view that it came from, when it came from one
	at   time.Time
	used bool
}

// newTrigger hands out a trigger. The lock is held.
func (s *Server) newTrigger(user, view string) string {
	s.w.serial++
	now := s.now()
	id := fmt.Sprintf("%d.%d.%s", now.UnixMilli(), s.w.serial, secret(16))
	s.w.triggers[id] = &trigger{user: user, view: view, at: now}
	return id
}

// trigger finds the trigger of a call, without spending it.
func (c *apiCall) trigger() (*trigger, error) {
	id := c.args.str("trigger_id")
	t := c.w.triggers[id]
	switch {
	case id == "":
		return nil, missing("trigger_id")
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case c.s.now().Sub(t.at) > triggerLife:
		return nil, refuse("expired_trigger_id")
	}
	return t, nil
}
