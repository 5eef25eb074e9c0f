package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// picture saves what the page shows as NAME.png in the folder that ROLLCALL_PICTURES names; without that it does nothing.
func picture(t testing.TB, p *page, name string) {
	t.Helper()
	folder := os.Getenv("ROLLCALL_PICTURES")
	if folder == "" {
		return
	}
	width, height := look[int64](p, "innerWidth"), look[int64](p, "innerHeight")
	p.size(width, height, chromedp.EmulateScale(2))
	p.do(p.settled())
	shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	must(t, err)
	must(t, os.MkdirAll(folder, 0o750))
	must(t, os.WriteFile(filepath.Join(folder, name+".png"), smaller(t, shot), 0o600))
	p.size(width, height)
}

// smaller draws a picture again with the 256 colours that it has most of, which for a page of text nobody sees.
func smaller(t testing.TB, shot []byte) []byte {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(shot))
	must(t, err)
	full := image.NewRGBA(decoded.Bounds())
	imagedraw.Draw(full, full.Bounds(), decoded, decoded.Bounds().Min, imagedraw.Src)
	palette := frequent(full)
	nearest := map[color.RGBA]uint8{}
	out := image.NewPaletted(full.Bounds(), palette)
	for n, c := range pixels(full) {
		i, known := nearest[c]
		if !known {
			i = uint8(palette.Index(c))
			nearest[c] = i
		}
		out.Pix[n] = i
	}
	var b bytes.Buffer
	must(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, out))
	return b.Bytes()
}

// surfaces is how many colours are kept exactly; the others stand for their neighbourhood.
const surfaces = 48

// frequent returns the most frequent colours: first those of surfaces as they are, then those of the edges of letters, roughly.
func frequent(full *image.RGBA) color.Palette {
	exact, rough := map[color.RGBA]int{}, map[color.RGBA]int{}
	for _, c := range pixels(full) {
		exact[c]++
		rough[color.RGBA{c.R &^ 7, c.G &^ 7, c.B &^ 7, 255}]++
	}
	return append(most(exact, surfaces), most(rough, 256-surfaces)...)
}

func most(count map[color.RGBA]int, n int) (out color.Palette) {
	sorted := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int { return cmp.Compare(count[b], count[a]) })
	for _, c := range sorted[:min(n, len(sorted))] {
		out = append(out, c)
	}
	return out
}

// pixels yields the colours of a picture, row by row.
func pixels(full *image.RGBA) iter.Seq2[int, color.RGBA] {
	return func(yield func(int, color.RGBA) bool) {
		for n := range len(full.Pix) / 4 {
			p := full.Pix[4*n : 4*n+4]
			if !yield(n, color.RGBA{p[0], p[1], p[2], p[3]}) {
				return
			}
		}
	}
}
