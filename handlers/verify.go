package handlers

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
	"github.com/slack-go/slack"
)

// maxBody is the largest request that is read.
const maxBody = 1 << 20

// rawBody reads the body once, capped, and puts it back for what reads it next.
func rawBody(c echo.Context) ([]byte, error) {
	r := c.Request()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, echo.NewHTTPError(http.StatusBadRequest, "The body could not be read.")
	}
	if len(body) > maxBody {
		return nil, echo.NewHTTPError(http.StatusRequestEntityTooLarge, "The body is larger than 1 MiB.")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// signed lets only requests pass that Slack signed with one of the secrets, over the raw body and within five minutes.
func (s *Server) signed() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			body, err := rawBody(c)
			if err != nil {
				return err
			}
			if cause := s.verify(c.Request().Header, body); cause != "" {
				s.parts.Bot.SignatureRejected(c.Request().Context(), cause)
				return echo.NewHTTPError(http.StatusUnauthorized, "The request is not signed by Slack for this app.")
			}
			return next(c)
		}
	}
}

// verify returns why a signature is not accepted; empty when it is. The reasons are fixed words: an error of the check could tell an attacker
// what a valid signature looks like.
func (s *Server) verify(header http.Header, body []byte) (cause string) {
	for _, secret := range s.cfg.SigningSecrets {
		v, err := slack.NewSecretsVerifier(header, secret)
		if errors.Is(err, slack.ErrMissingHeaders) {
			return "missing"
		}
		if errors.Is(err, slack.ErrExpiredTimestamp) {
			return "outside the time window"
		}
		if err != nil {
			cause = "malformed"
			continue
		}
		if _, err := v.Write(body); err == nil && v.Ensure() == nil {
			return ""
		}
		cause = "wrong"
	}
	return cause
}

// sslCheck answers Slack's probe of the certificate before the signature is checked: 200, empty, and nothing is stored.
func (s *Server) sslCheck(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		body, err := rawBody(c)
		if err != nil {
			return err
		}
		if form, err := url.ParseQuery(string(body)); err == nil && form.Get("ssl_check") == "1" {
			return c.NoContent(http.StatusOK)
		}
		return next(c)
	}
}
