package asana

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// margin is how long before its end a token is renewed.
	margin = 60 * time.Second
	// renewal bounds one renewal, which goes on when the caller leaves: a refresh
	// token that was replaced and not kept would be lost.
	renewal = 2 * DefaultAttemptTimeout
)

// Session keeps a person signed in: it renews their token before it ends, and
// once more when Asana does not accept it. Its methods are what [Config] takes as
// TokenSource and Renew. It is safe for concurrent use.
type Session struct {
	app  App
	save func(context.Context, Token) error
	// lock guards what follows. It is a semaphore because waiting for it ends with
	// the caller's context.
	lock  *semaphore.Weighted
	token Token
	saved bool
}

// Session begins with a token that was kept or just exchanged. Save, which may be
// nil, is called with each new one before it is used.
func (a App) Session(token Token, save func(context.Context, Token) error) *Session {
	if save == nil {
		save = func(context.Context, Token) error { return nil }
	}
	return &Session{app: a, save: save, lock: semaphore.NewWeighted(1), token: token, saved: true}
}

// Token returns a token that is good for a minute at least. One whose end is not
// known is used until Asana does not accept it.
func (s *Session) Token(ctx context.Context) (string, error) {
	return s.current(ctx, func() bool { return !s.token.Expiry.IsZero() && time.Until(s.token.Expiry) < margin })
}

// Renew returns another token than the rejected one. If somebody renewed it
// meanwhile, theirs is returned.
func (s *Session) Renew(ctx context.Context, rejected string) (string, error) {
	return s.current(ctx, func() bool { return s.token.Access == rejected })
}

// current returns the token, after a renewal if that is due. Everybody waits for
// the one who renews, so that no two renewals run at once.
func (s *Session) current(ctx context.Context, due func() bool) (string, error) {
	if err := s.lock.Acquire(ctx, 1); err != nil {
		return "", fmt.Errorf("wait for a token: %w", err)
	}
	defer s.lock.Release(1)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewal)
	defer cancel()
	if due() {
		if err := s.renew(ctx); err != nil {
			return "", err
		}
	}
	if !s.saved {
		if err := s.save(ctx, s.token); err != nil {
			return "", fmt.Errorf("keep the renewed token: %w", err)
		}
		s.saved = true
	}
	return s.token.Access, nil
}

// renew replaces the token. The owner stays known when the answer does not repeat
// whose it is.
func (s *Session) renew(ctx context.Context) error {
	next, err := s.app.Refresh(ctx, s.token.Refresh)
	if err != nil {
		return fmt.Errorf("renew the token: %w", err)
	}
	if next.Owner.GID == "" {
		next.Owner = s.token.Owner
	}
	s.token, s.saved = next, false
	return nil
}
