package store

import (
	"bytes"
	"io"
	"io/fs"
	"strings"
)

// spelling serves the migrations in the words of one database, in place of {{id}} and the like.
type spelling struct {
	fs.FS
	words *strings.Replacer
}

// spell returns the folder of migrations in the words of a dialect.
func spell(files fs.FS, d dialect) (fs.FS, error) {
	folder, err := fs.Sub(files, "migrations")
	if err != nil {
		return nil, err
	}
	return spelling{folder, strings.NewReplacer("{{id}}", d.id, "{{bytes}}", d.bytes, "{{unlogged}}", d.unlogged)}, nil
}

// Open implements fs.FS. Folders are passed on as they are.
func (s spelling) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return spelled{File: f, text: bytes.NewReader([]byte(s.words.Replace(string(raw))))}, nil
}

// spelled is a file with other content than the one below it.
type spelled struct {
	fs.File
	text io.Reader
}

// Read implements fs.File.
func (s spelled) Read(p []byte) (int, error) { return s.text.Read(p) }
