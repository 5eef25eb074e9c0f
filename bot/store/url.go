package store

// CheckURL returns ErrURL for a database URL that is neither of the two forms.
func CheckURL(url string) error {
	c := Config{URL: url}
	if c.postgres() {
		return nil
	}
	_, err := c.file()
	return err
}
