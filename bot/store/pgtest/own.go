package pgtest

import "testing"

// Server is a cluster that one test has for itself, so that the test may crash it. It is as durable as PostgreSQL is when nobody says otherwise:
// what it has answered to a commit is still there after a crash.
type Server struct {
	t       testing.TB
	cluster *cluster
}

// Own starts a cluster for this test alone, which ends with it. Without a server the test is skipped, like that of Start.
func Own(t testing.TB) *Server {
	t.Helper()
	c, err := startCluster([]string{"-c", "max_connections=200"})
	orSkip(t, err)
	t.Cleanup(func() {
		if err := c.remove(); err != nil {
			t.Error(err)
		}
	})
	return &Server{t: t, cluster: c}
}

// URL leads to the one database of the cluster; it stays the same over every crash.
func (s *Server) URL() string { return s.cluster.url("postgres") }

// Crash ends the server at once, in the middle of whatever it does, and returns when it is gone. Crashing and starting is for one goroutine at a time.
func (s *Server) Crash() {
	s.t.Helper()
	if err := s.cluster.crash(); err != nil {
		s.t.Errorf("crash: %v", err)
	}
}

// Start runs a crashed server again and returns when it has recovered and takes connections.
func (s *Server) Start() {
	s.t.Helper()
	if err := s.cluster.start(); err != nil {
		s.t.Errorf("start after a crash: %v", err)
	}
}
