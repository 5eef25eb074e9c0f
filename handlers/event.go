package handlers

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
)

// event takes what Slack's Events API sends. So far that is only the check that this address belongs to the app.
func (s *Server) event(c echo.Context) error {
	var e struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	body, err := io.ReadAll(c.Request().Body)
	if err != nil || json.Unmarshal(body, &e) != nil || e.Type == "" {
		return echo.NewHTTPError(http.StatusBadRequest, "The body is not an event.")
	}
	if e.Type == "url_verification" {
		return c.String(http.StatusOK, e.Challenge)
	}
	return c.NoContent(http.StatusOK)
}
