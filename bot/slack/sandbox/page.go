package sandbox

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed web
var web embed.FS

// servePage serves the page, which loads nothing from elsewhere.
func servePage() http.Handler {
	files, err := fs.Sub(web, "web")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	next := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: https:; base-uri 'none'")
		next.ServeHTTP(w, r)
	})
}
