package store

import (
	"context"

	"rollcall/bot/audit"
)

// SavePerson implements bot.EventTx.
func (t *tx) SavePerson(ctx context.Context, p audit.Person) error {
	_, err := t.exec(ctx, `insert into people (system, id, name, email) values ($1, $2, $3, $4)
		on conflict (system, id) do update set name = excluded.name, email = excluded.email
		where people.name <> excluded.name or people.email <> excluded.email`, p.System, p.ID, p.Name, p.Email)
	return err
}

// PersonCalled implements bot.EventTx.
func (t *tx) PersonCalled(ctx context.Context, system, id string) (audit.Person, error) {
	return one(ctx, t, scanPerson, `select system, id, name, email from people where system = $1 and id = $2`, system, id)
}

// People lists the names kept beside the log, for joining them when it is read or exported.
func (s *Store) People(ctx context.Context) (people []audit.Person, err error) {
	err = s.read(ctx, func(ctx context.Context, t *tx) error {
		people, err = all(ctx, t, scanPerson, `select system, id, name, email from people order by system, id`)
		return err
	})
	return people, err
}

func scanPerson(row scanner) (p audit.Person, err error) {
	err = row.Scan(&p.System, &p.ID, &p.Name, &p.Email)
	return p, err
}
