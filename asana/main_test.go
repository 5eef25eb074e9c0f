package asana_test

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"
)

// runner closes what the tests' own clients keep open before the leak check looks.
type runner struct{ m *testing.M }

// Run implements goleak.TestingM.
func (r runner) Run() int {
	code := r.m.Run()
	http.DefaultClient.CloseIdleConnections()
	return code
}

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(runner{m})
}
