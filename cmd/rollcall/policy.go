package main

import (
	"errors"
	"fmt"
	"os"

	"rollcall/bot/policy"
)

// policyCmd works with policy files.
type policyCmd struct {
	Test    policyTestCmd    `cmd:"" help:"Read a policy file and run its tests."`
	Explain policyExplainCmd `cmd:"" help:"Say rule, approvers and why for a command of somebody, and change nothing."`
}

// policyTestCmd reads a policy file and runs its tests.
type policyTestCmd struct {
	File string `arg:"" help:"Policy file."`
}

// Run says one line for each test, or for each fault of the file, and fails when there is a fault or a test came otherwise.
func (c *policyTestCmd) Run(con console) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	p, err := policy.Load(c.File, data)
	if faults, ok := errors.AsType[*policy.FaultsError](err); ok {
		fmt.Fprintln(con.err, faults)
		return errSilent
	}
	if err != nil {
		return err
	}
	return c.report(con, p.Test())
}

func (c *policyTestCmd) report(con console, results []policy.Result) error {
	if len(results) == 0 {
		fmt.Fprintf(con.out, "%s: the policy is in order; it has no tests\n", c.File)
		return nil
	}
	failed := 0
	for _, r := range results {
		if r.OK() {
			fmt.Fprintf(con.out, "ok     %s:%d: %s: %s\n", c.File, r.Line, r.Name, r.Got)
			continue
		}
		failed++
		fmt.Fprintf(con.out, "FAILED %s:%d: %s: expected %s, got %s\n", c.File, r.Line, r.Name, r.Expected, r.Got)
	}
	fmt.Fprintf(con.out, "%d of %d tests as expected\n", len(results)-failed, len(results))
	if failed > 0 {
		return errSilent
	}
	return nil
}
