package handlers

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"rollcall/bot"
)

// metrics are what this process tells of itself: the Go runtime, the build, and how its database is at the moment of asking.
func metrics(h Health) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector(), database{h},
	)
	return r
}

// database tells what is in the database. It is asked anew each time, and once for all of it.
type database struct{ health Health }

// The names outlive upgrades: alerts are made of them.
func databaseUp() *prometheus.Desc {
	return prometheus.NewDesc("rollcall_database_up", "1 when the database answers, 0 when it does not.", nil, nil)
}

func clockOffset() *prometheus.Desc {
	return prometheus.NewDesc("rollcall_database_clock_offset_seconds", "How far the database server's clock is ahead of this machine's.", nil, nil)
}

// backlogGauges are what waits; they are left out while the database does not answer, so that nobody takes 0 for good news.
func backlogGauges(now time.Time) map[*prometheus.Desc]func(bot.Backlog) float64 {
	gauge := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	return map[*prometheus.Desc]func(bot.Backlog) float64{
		gauge("rollcall_log_unsealed_events", "Events that wait for their place in the chain."): func(b bot.Backlog) float64 { return float64(b.Unsealed) },
		gauge("rollcall_jobs_due", "Jobs whose time has come and that nobody carries out yet."): func(b bot.Backlog) float64 { return float64(b.Due) },
		gauge("rollcall_jobs_given_up", "Jobs that could never succeed; rollcall check lists them."): func(b bot.Backlog) float64 {
			return float64(b.Dead)
		},
		gauge("rollcall_jobs_oldest_due_seconds", "How long the first of the due jobs waits; 0 when there is none."): func(b bot.Backlog) float64 {
			if b.Due == 0 {
				return 0
			}
			return max(0, now.Sub(b.Oldest).Seconds())
		},
	}
}

func sinkLag() *prometheus.Desc {
	return prometheus.NewDesc("rollcall_sink_lag_events", "Sealed events that a sink has not taken yet.", []string{"sink"}, nil)
}

// Describe implements prometheus.Collector.
func (d database) Describe(to chan<- *prometheus.Desc) {
	to <- databaseUp()
	to <- clockOffset()
	to <- sinkLag()
	for gauge := range backlogGauges(time.Time{}) {
		to <- gauge
	}
}

// Collect implements prometheus.Collector. It asks for a second at most, so that the other metrics are served while the database is away.
func (d database) Collect(to chan<- prometheus.Metric) {
	tell := func(what *prometheus.Desc, value float64) {
		to <- prometheus.MustNewConstMetric(what, prometheus.GaugeValue, value)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	tell(clockOffset(), d.health.Offset().Seconds())
	var backlog bot.Backlog
	err := d.health.Ping(ctx) // which writes, where a full disk can still be read
	if err == nil {
		backlog, err = d.health.Backlog(ctx)
	}
	if err != nil {
		tell(databaseUp(), 0)
		return
	}
	tell(databaseUp(), 1)
	for what, value := range backlogGauges(d.health.Now()) {
		tell(what, value(backlog))
	}
	for name, behind := range backlog.Sinks {
		to <- prometheus.MustNewConstMetric(sinkLag(), prometheus.GaugeValue, float64(behind), name)
	}
}
