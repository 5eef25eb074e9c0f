package main

import (
	"fmt"

	"rollcall/bot/audit"
)

// auditKeyCmd makes the keys of checkpoints.
type auditKeyCmd struct {
	Name string `arg:"" optional:"" default:"rollcall" help:"Names the log in its checkpoints, such as the host of the service."`
}

// Run prints both keys; nothing is stored.
func (c *auditKeyCmd) Run(con console) error {
	private, public, err := audit.NewKey(c.Name)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.out, "AUDIT_SIGNING_KEY=%s\n\nKeep that one secret. This one proves checkpoints (rollcall audit verify --public-key FILE); give it to whoever audits:\n\n%s\n", private, public)
	return err
}
