package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// inboxScheme begins the addresses of answers to scripts. They are kept in the database, where the script that asked looks for them.
const inboxScheme = "inbox:"

// InboxAddress is where answers to one command of a script go, in place of a response URL; token is random.
func InboxAddress(token string) string { return inboxScheme + token }

func isInbox(address string) bool { return strings.HasPrefix(address, inboxScheme) }

func inboxKey(address string, n int) string { return fmt.Sprintf("%s:%d", address, n) }

// closedKey marks an inbox that nobody looks into any more.
func closedKey(address string) string { return address + ":closed" }

// CloseInbox has later answers sent to the person as direct messages: the script that waited for them has ended.
func CloseInbox(ctx context.Context, s Store, address string) error {
	return s.Update(ctx, func(ctx context.Context, tx Tx) error {
		return tx.Remember(ctx, closedKey(address), nil, s.Now().Add(answerTTL))
	})
}

// putInbox leaves an answer behind those that are there; ErrSpent when nobody looks for it.
func (b *Bot) putInbox(ctx context.Context, address string, said Message) error {
	data, err := json.Marshal(said)
	if err != nil {
		return err
	}
	return b.persist(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.Remembered(ctx, closedKey(address)); !errors.Is(err, ErrNotFound) {
			return errors.Join(err, ErrSpent)
		}
		for n := 0; ; n++ {
			_, err := tx.Remembered(ctx, inboxKey(address, n))
			if errors.Is(err, ErrNotFound) {
				return tx.Remember(ctx, inboxKey(address, n), data, b.store.Now().Add(answerTTL))
			}
			if err != nil {
				return err
			}
		}
	})
}

// Inbox returns the n-th answer to a script, counted from 0; ErrNotFound when it is not there yet.
func Inbox(ctx context.Context, s Store, address string, n int) (said Message, err error) {
	err = s.View(ctx, func(ctx context.Context, tx Tx) error {
		data, err := tx.Remembered(ctx, inboxKey(address, n))
		if err != nil {
			return err
		}
		return json.Unmarshal(data, &said)
	})
	return said, err
}
