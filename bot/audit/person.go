package audit

// Person is a name kept beside the log, so that it can be erased without touching the chain.
type Person struct {
	System string // slack or asana
	ID     string // Slack user id or Asana gid
	Name   string
	Email  string
}

// The systems that people are known in.
const (
	Slack = "slack"
	Asana = "asana"
)

// key is what a person is found by.
type key struct{ system, id string }

// Names finds people by their ids. The zero value knows nobody.
type Names struct{ byID map[key]Person }

// NewNames collects people.
func NewNames(people []Person) Names {
	n := Names{byID: make(map[key]Person, len(people))}
	for _, p := range people {
		n.byID[key{p.System, p.ID}] = p
	}
	return n
}

// Find returns the person with this id in this system.
func (n Names) Find(system, id string) (Person, bool) {
	p, ok := n.byID[key{system, id}]
	return p, ok
}

// find prefers how a person is called in Slack, where the command came from.
func (n Names) find(slackUser, asanaGID string) Person {
	if p, ok := n.Find(Slack, slackUser); ok {
		return p
	}
	p, _ := n.Find(Asana, asanaGID)
	return p
}
