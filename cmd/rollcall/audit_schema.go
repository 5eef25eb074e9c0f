package main

import "rollcall/bot/audit"

// auditSchemaCmd prints the schema of events.
type auditSchemaCmd struct{}

// Run prints it.
func (*auditSchemaCmd) Run(con console) error {
	_, err := con.out.Write(audit.Schema())
	return err
}
