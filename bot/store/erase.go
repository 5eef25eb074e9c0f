package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// Erase blanks the names and e-mail addresses that are kept of a person, who is named by Slack id, Asana gid or e-mail address, and appends the event
// that tells it, about the ids that it found. The log keeps the ids; what people typed as reasons stays, for it is part of what was hashed. Requests and
// access that still go on keep what they need until they end. bot.ErrNotFound when nothing is kept of such a person.
func (s *Store) Erase(ctx context.Context, who string, e audit.Event) (ids []string, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		people, err := t.known(ctx, who)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			return bot.ErrNotFound
		}
		ids = nil
		for _, p := range people {
			ids = append(ids, p.System+" "+p.ID)
			if err := t.erase(ctx, p); err != nil {
				return err
			}
		}
		slices.Sort(ids)
		e.Details = &audit.Details{NewValue: "names erased: " + strings.Join(ids, ", ")}
		return t.Append(ctx, e)
	})
	if err != nil {
		return nil, fmt.Errorf("erase a person: %w", err)
	}
	return ids, nil
}

// known finds a person in both systems: by what was given, and by the pair that was resolved once.
func (t *tx) known(ctx context.Context, who string) ([]audit.Person, error) {
	const columns = `select p.system, p.id, p.name, p.email from people p where `
	return all(ctx, t, scanPerson, columns+`p.id = $1 or lower(p.email) = lower($1)
		or p.system = 'slack' and p.id in (select slack_user from identities where asana_gid = $1 or lower(email) = lower($1))
		or p.system = 'asana' and p.id in (select asana_gid from identities where slack_user = $1 or lower(email) = lower($1))
		order by p.system, p.id`, who)
}

// erase blanks what is kept of a person in one system.
func (t *tx) erase(ctx context.Context, p audit.Person) error {
	statements := []string{
		`delete from people where id = $1`,
		`update identities set email = '' where slack_user = $1 or asana_gid = $1`,
		`update requests set note = '' where open = 0 and id in (select request from changes where member_gid = $1 or member_slack_user = $1)`,
		`update changes set member_name = '', member_email = '' where (member_gid = $1 or member_slack_user = $1)
			and request in (select id from requests where open = 0)`,
		`update grants set member_name = '', member_email = '' where (member_gid = $1 or member_slack_user = $1) and state <> 'active'`,
	}
	for _, statement := range statements {
		if _, err := t.exec(ctx, statement, p.ID); err != nil {
			return err
		}
	}
	if p.Email == "" {
		return nil
	}
	_, err := t.exec(ctx, `update requests set command = replace(command, $1, 'erased@example.invalid') where open = 0 and command like '%' || $1 || '%'`, p.Email)
	return err
}
