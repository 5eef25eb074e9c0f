package handlers

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
	// The caches clear away what is old as long as the process lives; their library has no way to end that.
	goleak.VerifyTestMain(runner{m}, goleak.IgnoreAnyFunction("github.com/hashicorp/golang-lru/v2/expirable.NewLRU[...].func1"))
}
