// Package sink passes the sealed audit log on to where others keep it.
package sink

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"rollcall/bot/audit"
)

// Webhook posts events to an address, signed as Standard Webhooks describes (standardwebhooks.com): the headers webhook-id, webhook-timestamp and
// webhook-signature, the last one an HMAC-SHA256 over id, timestamp and body.
type Webhook struct {
	url    string
	key    []byte
	client *http.Client
	now    func() time.Time
}

// WebhookConfig says where to post and how to sign.
type WebhookConfig struct {
	URL       string
	Secret    string            // whsec_ and base64, or any text
	Transport http.RoundTripper // nil means the usual one
	Now       func() time.Time  // nil means time.Now
}

// secretPrefix marks a secret in base64.
const secretPrefix = "whsec_"

// answerWithin bounds one post. A receiver should store and answer, and work afterwards.
const answerWithin = 15 * time.Second

// ErrSecret is returned for a secret that says that it is base64 and is not.
var ErrSecret = errors.New("what follows whsec_ is not base64")

// NewWebhook makes a webhook. It calls nobody.
func NewWebhook(cfg WebhookConfig) (*Webhook, error) {
	key := []byte(cfg.Secret)
	if coded, ok := strings.CutPrefix(cfg.Secret, secretPrefix); ok {
		var err error
		if key, err = base64.StdEncoding.DecodeString(coded); err != nil {
			return nil, ErrSecret
		}
	}
	w := &Webhook{url: cfg.URL, key: key, now: cfg.Now, client: &http.Client{
		Transport: cfg.Transport, Timeout: answerWithin,
		// Elsewhere nobody configured, and the events are not for everybody.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if w.now == nil {
		w.now = time.Now
	}
	return w, nil
}

// WebhookName is what a webhook is called.
const WebhookName = "webhook"

// Name implements bot.Sink.
func (w *Webhook) Name() string { return WebhookName }

// Take implements bot.Sink: one post of {"type", "timestamp", "data": {"events": […]}} in which each event stands in its canonical form. The id is made
// of the places of the first and the last event, so that a receiver knows a repetition.
func (w *Webhook) Take(ctx context.Context, events []audit.Sealed) error {
	id := fmt.Sprintf("events-%d-%d", events[0].Seq, events[len(events)-1].Seq)
	body, err := payload(w.now(), events)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("the address of the webhook can't be used") // what is wrapped repeats it
	}
	w.sign(req, id, body)
	resp, err := w.client.Do(req)
	if err != nil {
		return fmt.Errorf("the webhook could not be reached: %w", errors.Unwrap(err)) // without the address, which may hold a secret
	}
	_, errRead := io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // so that the connection can be used again
	if err := errors.Join(errRead, resp.Body.Close()); err != nil {
		return fmt.Errorf("read the answer of the webhook: %w", err)
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("the webhook answered with status %d", resp.StatusCode)
	}
	return nil
}

func (w *Webhook) sign(req *http.Request, id string, body []byte) {
	at := strconv.FormatInt(w.now().Unix(), 10)
	mac := hmac.New(sha256.New, w.key)
	for _, part := range [][]byte{[]byte(id), []byte("."), []byte(at), []byte("."), body} {
		mac.Write(part)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "rollcall")
	req.Header.Set("Webhook-Id", id)
	req.Header.Set("Webhook-Timestamp", at)
	req.Header.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// payload is the body of a post. The lines are JSON already and must stay as they were hashed.
func payload(now time.Time, events []audit.Sealed) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"type":"audit.events","timestamp":%q,"data":{"events":[`, audit.FormatTime(now))
	for i, e := range events {
		line, err := e.Line()
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(line)
	}
	b.WriteString(`]}}`)
	return b.Bytes(), nil
}
