package handlers

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are what this process tells of itself: the Go runtime, the build, and how database and log are at the moment of asking.
func metrics(h Health) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector(),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "rollcall_database_up", Help: "1 when the database answers, 0 when it does not."}, func() float64 {
			return asked(func(ctx context.Context) float64 {
				if h.Ping(ctx) != nil {
					return 0
				}
				return 1
			})
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "rollcall_log_unsealed_events", Help: "Events that wait for their place in the chain; -1 when the log can't be read.",
		}, func() float64 {
			return asked(func(ctx context.Context) float64 {
				n, err := h.Unsealed(ctx)
				if err != nil {
					return -1
				}
				return float64(n)
			})
		}),
	)
	return r
}

// asked bounds a question to the database by a second, so that metrics are served while it is away.
func asked(question func(context.Context) float64) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return question(ctx)
}
