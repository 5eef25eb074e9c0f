package main

import (
	"io"

	"github.com/rs/zerolog"
	"go.uber.org/fx/fxevent"
)

// logger makes the logger that the settings describe.
func (s *logSettings) logger(w io.Writer, f *faults) zerolog.Logger {
	level, err := zerolog.ParseLevel(s.LogLevel)
	if err != nil || s.LogLevel == "" {
		f.add("LOG_LEVEL", "%q is none of trace, debug, info, warn, error", s.LogLevel)
	}
	switch s.LogFormat {
	case "json":
	case "console":
		w = zerolog.ConsoleWriter{Out: w}
	default:
		f.add("LOG_FORMAT", "%q is neither json nor console", s.LogFormat)
	}
	return zerolog.New(w).Level(level).With().Timestamp().Logger()
}

// fxLog logs what the container reports of starting and stopping. Other failures are returned by the application and said once, by main.
type fxLog struct{ log zerolog.Logger }

// LogEvent logs one report of the container.
func (l fxLog) LogEvent(event fxevent.Event) {
	switch e := event.(type) {
	case *fxevent.OnStartExecuted:
		l.hook("start", e.FunctionName, e.Err)
	case *fxevent.OnStopExecuted:
		l.hook("stop", e.FunctionName, e.Err)
	case *fxevent.Stopping:
		l.log.Info().Str("signal", e.Signal.String()).Msg("stopping")
	}
}

func (l fxLog) hook(what, name string, err error) {
	if err != nil {
		l.log.Error().Err(err).Str("hook", name).Msg(what + " failed")
		return
	}
	l.log.Debug().Str("hook", name).Msg(what)
}
