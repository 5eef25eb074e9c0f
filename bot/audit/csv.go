package audit

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// csvEncoder writes one event a row.
type csvEncoder struct {
	w     *csv.Writer
	names Names
}

// Columns are the columns of the CSV export in their order. Each is the member of the event with its path joined by an underscore, except
// those that end in _name or _email for people: they are joined from the names kept beside the log, and empty when a person was erased.
func Columns() []string {
	return []string{
		"seq", "id", "time", "action", "outcome", "request", "change",
		"actor_slack_user", "actor_name", "actor_email", "actor_asana_gid", "actor_via",
		"subject_type", "subject_gid", "subject_slack_user", "subject_name", "subject_email",
		"resource_type", "resource_gid", "resource_name",
		"old_value", "new_value", "reason", "error",
		"slack_team", "channel", "rule", "policy_hash", "approvers", "token", "job", "instance", "version",
		"prev_hash", "hash",
	}
}

func newCSVEncoder(w io.Writer, names Names) (*csvEncoder, error) {
	enc := &csvEncoder{w: csv.NewWriter(w), names: names}
	return enc, enc.w.Write(Columns())
}

func (c *csvEncoder) encode(_ Sealed, e Event) error {
	a, s, r := of(e.Actor), of(e.Subject), of(e.Resource)
	d, x := of(e.Details), of(e.Context)
	actor := c.names.find(a.SlackUser, a.AsanaGID)
	subject := c.names.find(s.SlackUser, s.GID)
	row := []string{
		strconv.FormatInt(e.Seq, 10), e.ID, e.Time, string(e.Action), string(e.Outcome), e.Request, e.Change,
		a.SlackUser, actor.Name, actor.Email, a.AsanaGID, a.Via,
		s.Type, s.GID, s.SlackUser, subject.Name, subject.Email,
		r.Type, r.GID, r.Name,
		d.OldValue, d.NewValue, d.Reason, d.Error,
		x.SlackTeam, x.Channel, x.Rule, x.PolicyHash, strings.Join(x.Approvers, " "), x.Token, x.Job, x.Instance, x.Version,
		e.PrevHash, e.Hash,
	}
	for i := range row {
		row[i] = inert(row[i])
	}
	return c.w.Write(row)
}

func (c *csvEncoder) flush() error {
	c.w.Flush()
	return c.w.Error()
}

// of turns an absent member into an empty one.
func of[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// inert keeps a spreadsheet from taking what somebody typed for a formula: such a cell begins with an apostrophe.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
