package asana

// Object is the compact form in which records name each other.
type Object struct {
	GID          string `json:"gid"`
	ResourceType string `json:"resource_type"`
	Name         string `json:"name"`
}

func (o Object) identity() string { return o.GID }
