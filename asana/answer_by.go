package asana

import (
	"context"
	"time"
)

type answerByKey struct{}

// AnswerBy bounds each attempt of the calls made with the context: it has to be
// answered by a moment that is asked for when the request is about to leave, not
// when the call begins. So waiting for the pace or for Asana's permission does
// not use up the time that a write has, and a caller whose right to write is
// renewed meanwhile can say so.
func AnswerBy(ctx context.Context, moment func() time.Time) context.Context {
	return context.WithValue(ctx, answerByKey{}, moment)
}

// answerBy is when an attempt that leaves now has to be answered.
func answerBy(ctx context.Context, timeout time.Duration) time.Time {
	limit := time.Now().Add(timeout)
	if moment, ok := ctx.Value(answerByKey{}).(func() time.Time); ok {
		if by := moment(); by.Before(limit) {
			return by
		}
	}
	return limit
}
