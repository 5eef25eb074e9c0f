package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"rollcall/asana"
	"rollcall/bot/store"
)

// sharedLimits keeps Asana's limits of one token in the database, for all replicas that serve from it.
type sharedLimits struct{ *store.Ration }

// shareLimits makes the ration of a client, where there can be other replicas.
func shareLimits(s *store.Store, cfg asana.Config) asana.Ration {
	if r, ok := s.Ration(rationName(cfg.Token)); ok {
		return sharedLimits{r}
	}
	return nil
}

// rationName tells tokens apart and can be read by everybody who may read the database.
func rationName(token string) string {
	sum := sha256.Sum256([]byte("ration of the Asana token " + token))
	return hex.EncodeToString(sum[:])
}

// Turn implements asana.Ration.
func (l sharedLimits) Turn(ctx context.Context, p asana.Pace) (time.Duration, error) {
	return l.Ration.Turn(ctx, store.Pace(p))
}
