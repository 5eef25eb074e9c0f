package bot

import (
	"cmp"
	"strings"

	"rollcall/asana"
	"rollcall/bot/command"
)

// candidate is something that Asana found, with what tells who sees it.
type candidate struct {
	object
	folded string // the name
	told   bool   // Asana said how private it is
	in     string // types: gid of the project it was found through
	email  string // a user's; empty where no command can name it
	whose  string // name of who owns it
	home   object // the team that a project belongs to; without a gid there is none
}

// tellingFields are what tells who sees an object, and what tells it from its namesakes, as far as the kind has them.
func tellingFields(kind string) []string {
	switch kind {
	case memberUser:
		return []string{"name", "email"}
	case asana.KindTeam:
		return []string{"name", "visibility"}
	case asana.KindCustomField:
		return []string{"name", "privacy_setting"}
	case asana.KindProject:
		return []string{"name", "privacy_setting", "owner.name", "team.name", "team.visibility"}
	}
	return []string{"name", "privacy_setting", "owner.name"}
}

// newCandidate reads what Asana tells. What it leaves out is looked up before anybody sees it.
func newCandidate(kind string, f asana.Candidate) candidate {
	privacy := f.PrivacySetting + f.Visibility // a kind has one of them
	c := known(object{Parent: Parent{Kind: kind, GID: f.GID, Name: f.Name}, public: opens(kind, privacy), owner: f.Owner.GID})
	c.told, c.whose = privacy != "", f.Owner.Name
	if namesUser(f.Email) {
		c.email = f.Email
	}
	if privacy == "private_to_team" {
		c.team = f.Team.GID
	}
	team := Parent{Kind: asana.KindTeam, GID: f.Team.GID, Name: f.Team.Name}
	c.home = object{Parent: team, public: opens(asana.KindTeam, f.Team.Visibility)}
	return c
}

// known is a candidate of which all is known that decides who sees it.
func known(o object) candidate { return candidate{object: o, folded: fold(o.Name), told: true} }

// opens tells whether a kind of privacy lets everyone of the workspace in.
func opens(kind, privacy string) bool {
	switch kind {
	case asana.KindPortfolio:
		return privacy == "public_to_domain"
	case asana.KindCustomField:
		return strings.HasPrefix(privacy, "public")
	case asana.KindTeam:
		return privacy == "public"
	}
	return privacy == publicToWorkspace
}

// namesUser tells whether an e-mail address can be said in a command. Asana leaves out addresses that it does not show.
func namesUser(email string) bool {
	if email == "" {
		return false
	}
	read, err := command.Parse("list for " + email)
	return err == nil && len(read.Who) == 1 && read.Who[0].Email == email
}

func byName(a, b candidate) int {
	return cmp.Or(strings.Compare(a.folded, b.folded), strings.Compare(a.GID, b.GID))
}
