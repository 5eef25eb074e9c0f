package store

import (
	"fmt"

	"github.com/jackc/pgx/v5"
)

// IsSQLite tells whether a database URL names a file.
func IsSQLite(url string) bool { return !Config{URL: url}.postgres() }

// CheckURL returns ErrURL for a database URL that can't be understood.
func CheckURL(url string) error {
	c := Config{URL: url}
	if c.postgres() {
		// What pgx says of a URL may repeat parts of it.
		if _, err := pgx.ParseConfig(url); err != nil {
			return fmt.Errorf("%w, and this one can't be read", ErrURL)
		}
		return nil
	}
	_, err := c.file()
	return err
}
