package store

import (
	"cmp"
	"slices"

	"rollcall/bot"
)

// inLockOrder sorts jobs by their locks: replicas that take several locks in one transaction take them in one order, and so never wait for
// each other in a circle.
func inLockOrder(jobs []bot.Job) []bot.Job {
	return slices.SortedFunc(slices.Values(jobs), func(a, b bot.Job) int { return cmp.Compare(a.Lock, b.Lock) })
}

// oldestFirst sorts jobs as workers are to take them.
func oldestFirst(jobs []bot.Job) []bot.Job {
	slices.SortFunc(jobs, func(a, b bot.Job) int { return cmp.Or(a.RunAt.Compare(b.RunAt), cmp.Compare(a.ID, b.ID)) })
	return jobs
}
