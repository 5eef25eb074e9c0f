package policy

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// identities reads which account of Asana belongs to which Slack user.
func (l *loader) identities(n ast.Node) {
	l.policy.accounts = make(map[string]string)
	l.policy.slackUsers = make(map[string]string)
	pairs, ok := l.pairs(n, "identities")
	if ok && len(pairs) == 0 {
		l.fault(placeOf(n), "identities names nobody; take it away")
	}
	has := make(given)
	for _, p := range pairs {
		if !l.once(has, p.key, "identities") || l.isNothing(p) {
			continue
		}
		if !slackUser.MatchString(p.key.text) {
			l.fault(p.key.at, "%q is no Slack user; identities maps ids of Slack users (U… or W…) to a gid or an e-mail address of Asana", p.key.text)
			continue
		}
		l.identity(p.key.text, p.value)
	}
}

func (l *loader) identity(slack string, n ast.Node) {
	t, ok := l.text(n, "an account of Asana")
	if !ok {
		return
	}
	if !asanaGID.MatchString(t.text) && !isAddressText(t.text) {
		l.fault(t.at, "%q is no account of Asana; write its gid (digits) or its e-mail address", t.text)
		return
	}
	if other, taken := l.policy.slackUsers[fold(t.text)]; taken {
		l.fault(t.at, "%s and %s are mapped to the same account %s; one account belongs to one person", other, slack, t.text)
		return
	}
	l.policy.accounts[slack] = t.text
	l.policy.slackUsers[fold(t.text)] = slack
}

// isAddressText tells whether a text looks like one e-mail address.
func isAddressText(text string) bool {
	name, host, found := strings.Cut(text, "@")
	return found && name != "" && host != "" && !strings.ContainsAny(text, " \t\n,*<>") && !strings.Contains(host, "@")
}

// Identity returns the Asana gid or e-mail address that the file maps a Slack user to; empty when it has none.
func (p *Policy) Identity(slackUser string) string { return p.accounts[slackUser] }

// SlackUser returns the Slack user that the file maps to an Asana user; empty when it has none.
func (p *Policy) SlackUser(asanaGID, email string) string {
	if slack, ok := p.slackUsers[asanaGID]; ok && asanaGID != "" {
		return slack
	}
	return p.slackUsers[fold(email)]
}
