package sandbox

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// unpagedLimit is how many objects Asana answers without pagination.
const unpagedLimit = 1000

// pageLife is how long an offset can be used. Asana says only that it ends.
const pageLife = 30 * time.Minute

// nextPage is how a list goes on.
type nextPage struct {
	Offset string `json:"offset"`
	Path   string `json:"path"`
	URI    string `json:"uri"`
}

// bookmark is what an offset token holds.
type bookmark struct {
	Path string `json:"p"`
	// After is the gid of the last object given and Count how many were given,
	// for when that object has gone.
	After string `json:"a"`
	Count int    `json:"c"`
	Until int64  `json:"u"`
}

// pager makes offset tokens and knows its own again.
type pager struct{ key []byte }

// newPager makes a pager with a key of its own.
func newPager() *pager {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // It never fails, by its documentation.
	return &pager{key: key}
}

// token writes a bookmark.
func (p *pager) token(b bookmark) string {
	text, _ := json.Marshal(b) // Strings and numbers always have a JSON form.
	return base64.RawURLEncoding.EncodeToString(append(p.sum(text), text...))
}

// sum returns the seal of a token.
func (p *pager) sum(text []byte) []byte {
	mac := hmac.New(sha256.New, p.key)
	mac.Write(text)
	return mac.Sum(nil)[:16]
}

// read returns the bookmark of a token for a path.
func (p *pager) read(token, path string, now time.Time) (bookmark, error) {
	bad := invalid("offset: Your pagination token is invalid.")
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < 16 || !hmac.Equal(raw[:16], p.sum(raw[16:])) {
		return bookmark{}, bad
	}
	var b bookmark
	if err := json.Unmarshal(raw[16:], &b); err != nil || b.Path != path {
		return bookmark{}, bad
	}
	if now.Unix() >= b.Until {
		return bookmark{}, invalid("offset: Your pagination token has expired.")
	}
	return b, nil
}

// identified is anything that a list is made of.
type identified interface{ id() string }

// paged answers with the page of a list that the request asks for. Records are
// made for that page only.
func paged[T identified](c *call, items []T, build func(T) *record) (*answer, error) {
	rest, start, err := from(c, items)
	if err != nil {
		return nil, err
	}
	if !c.query.Has("limit") {
		if len(rest) > unpagedLimit {
			return nil, invalid("The result is too large. You should use pagination " +
				"(may require specifying a workspace)!")
		}
		return all(records(rest, build))
	}
	limit, err := strconv.Atoi(c.query.Get("limit"))
	if err != nil || limit < 1 || limit > 100 {
		return nil, invalid("limit: Must be between 1 and 100")
	}
	out := &answer{status: http.StatusOK, list: true, paged: true}
	if len(rest) > limit {
		rest = rest[:limit]
		out.next = c.nextPage(rest[limit-1].id(), start+limit)
	}
	out.many = records(rest, build)
	return out, nil
}

// records makes the record of each item.
func records[T any](items []T, build func(T) *record) []*record {
	list := make([]*record, 0, len(items))
	for _, item := range items {
		list = append(list, build(item))
	}
	return list
}

// from returns what follows the request's offset and where that begins.
func from[T identified](c *call, items []T) ([]T, int, error) {
	if !c.query.Has("offset") {
		return items, 0, nil
	}
	mark, err := c.pages.read(c.query.Get("offset"), c.origin.path, c.now)
	if err != nil {
		return nil, 0, err
	}
	start := min(mark.Count, len(items))
	if i := slices.IndexFunc(items, func(item T) bool { return item.id() == mark.After }); i >= 0 {
		start = i + 1
	}
	return items[start:], start, nil
}

// nextPage says how the list goes on after the object with a gid.
func (c *call) nextPage(gid string, count int) *nextPage {
	token := c.pages.token(bookmark{
		Path: c.origin.path, After: gid, Count: count, Until: c.now.Add(pageLife).Unix(),
	})
	query := url.Values{}
	for name, values := range c.query {
		query[name] = values
	}
	query.Set("offset", token)
	path := c.origin.path + "?" + query.Encode()
	return &nextPage{Offset: token, Path: path, URI: c.origin.base + path}
}
