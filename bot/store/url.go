package store

import (
	"fmt"

	"github.com/jackc/pgx/v5"
)

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
