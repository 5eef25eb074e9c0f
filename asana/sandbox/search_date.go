package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// dateFilters maps the search filters by date or time to the member they are about.
func dateFilters() map[string]string {
	return map[string]string{
		"created_on": "created_at", "created_at": "created_at", "completed_on": "completed_at",
		"completed_at": "completed_at", "due_on": "due_on", "due_at": "due_on", "start_on": "start_on",
	}
}

// dateTests reads the filters by dates and times, such as due_on.before.
func (c *call) dateTests() ([]func(*parent) bool, error) {
	tests := []func(*parent) bool{}
	for filter, member := range dateFilters() {
		for suffix, order := range map[string]int{"": 0, ".before": -1, ".after": 1} {
			wanted := c.filter(filter + suffix)
			if wanted == "" || suffix == "" && strings.HasSuffix(filter, "_at") {
				continue
			}
			if wanted == "null" && suffix == "" {
				tests = append(tests, func(p *parent) bool { return c.date(p, member) == "" })
				continue
			}
			if moment(wanted).IsZero() {
				return nil, invalid("%s: Not a valid date: %s", filter+suffix, wanted)
			}
			tests = append(tests, func(p *parent) bool {
				own := c.date(p, member)
				return own != "" && compareDates(own, wanted) == order
			})
		}
	}
	return tests, nil
}

// compareDates compares two dates or times; where one is a date, days count.
func compareDates(a, b string) int {
	if len(a) == len(time.DateOnly) || len(b) == len(time.DateOnly) {
		return cmp.Compare(a[:min(len(a), len(time.DateOnly))], b[:min(len(b), len(time.DateOnly))])
	}
	return moment(a).Compare(moment(b))
}

// moment reads a date or a time; the zero time stands for neither.
func moment(text string) time.Time {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// date returns a date or time of a project; one to which the seed gives no time
// was made with the world.
func (c *call) date(p *parent, member string) string {
	own, _ := text(p.members, member)
	if own == "" && (member == "created_at" || member == "modified_at") {
		return c.born.UTC().Format(time.RFC3339)
	}
	return own
}

// sortFound puts projects into the order that was asked for.
func (c *call) sortFound(found []*parent) error {
	by := cmp.Or(c.filter("sort_by"), "modified_at")
	ascending, _, err := c.flag("sort_ascending")
	if err != nil {
		return err
	}
	member := map[string]string{
		"due_date": "due_on", "created_at": "created_at", "completed_at": "completed_at", "modified_at": "modified_at",
	}[by]
	if member == "" && by != "relevance" {
		return invalid("sort_by: Not a valid value: %s", by)
	}
	slices.SortStableFunc(found, func(a, b *parent) int { return moment(c.date(a, member)).Compare(moment(c.date(b, member))) })
	if !ascending {
		slices.Reverse(found)
	}
	return nil
}
