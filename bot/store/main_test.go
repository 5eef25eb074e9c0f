package store_test

import (
	"testing"

	"go.uber.org/goleak"

	"rollcall/bot/store/pgtest"
)

// runner lets the leak check run after the cluster is stopped.
type runner func() int

func (r runner) Run() int { return r() }

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(runner(func() int { return pgtest.Main(m) }))
}
