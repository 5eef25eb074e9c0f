package main

import (
	"context"
	"fmt"

	"rollcall/bot"
)

// policyExplainCmd says what a command of somebody would do, under the policy file that the environment names; serve need not run.
type policyExplainCmd struct {
	settings

	Command string `arg:"" help:"The change to explain, such as \"add maya@example.com to project Website\"."`
	As      string `required:"" placeholder:"SLACK_ID" help:"Whose command it would be."`
}

// Run prints rule, approvers and why it is them, and what would change; it changes nothing.
func (c *policyExplainCmd) Run(ctx context.Context, con console) error {
	s, err := c.open(ctx, con, c.As)
	if err != nil {
		return err
	}
	defer s.close()
	said, err := s.bot.Explain(ctx, c.Command, s.origin)
	if err != nil {
		return fmt.Errorf("%w; if the database is new or of another version, run rollcall migrate", err)
	}
	fmt.Fprintln(con.out, said.Plain())
	return failIf(said.Mark == bot.MarkNo)
}
