package store

import (
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/zerolog"
)

// Config says which database is used and how.
type Config struct {
	URL       string           // sqlite:FILE or postgres://…; required
	Exclusive bool             // for serve on SQLite: this process alone runs jobs; a second one gets ErrInUse
	ReadOnly  bool             // for reading beside a running service; every Update is refused
	Existing  bool             // a file that is not there is an error, and not made
	Logger    zerolog.Logger   // the zero value is silent
	Now       func() time.Time // nil means time.Now
	Instance  string           // names this process in the jobs it runs; empty means the name of the host
}

// ErrURL is returned for a database URL that is neither of the two forms. The URL is not repeated, because it may hold a password.
var ErrURL = errors.New("the database URL must be sqlite:FILE or postgres://USER@HOST/NAME")

// postgres tells whether the URL names a PostgreSQL server.
func (c Config) postgres() bool {
	return strings.HasPrefix(c.URL, "postgres://") || strings.HasPrefix(c.URL, "postgresql://")
}

// file is the path of the SQLite database. Both sqlite:/abs and sqlite:///abs are understood.
func (c Config) file() (string, error) {
	path, ok := strings.CutPrefix(c.URL, "sqlite:")
	path = strings.TrimPrefix(path, "//")
	if !ok || path == "" || strings.HasPrefix(path, ":") {
		return "", ErrURL
	}
	return filepath.Abs(path)
}

func (c Config) now() func() time.Time {
	if c.Now == nil {
		return time.Now
	}
	return c.Now
}
