package sandbox

// jobRoutes are the operations on jobs.
func jobRoutes() map[string]handler {
	return map[string]handler{"GET /jobs/*": (*call).getJob}
}

// getJob finds none: everything on memberships happens at once, so no job is
// ever made.
func (c *call) getJob() (*answer, error) {
	return nil, c.unknown(inPath, "job", c.args[0])
}
