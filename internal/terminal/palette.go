/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

// Palette colours words, or leaves them as they are; the zero palette does. It is for words that are clean and cut already, and none are put in
// another's colour: each ends all colours.
type Palette struct{ colour bool }

// NewPalette is a palette that colours, or does not; see Colour.
func NewPalette(colour bool) Palette { return Palette{colour} }

// Good is for what goes well: green.
func (p Palette) Good(s string) string { return p.paint("32", s) }

// Warn is for what may go wrong: yellow.
func (p Palette) Warn(s string) string { return p.paint("33", s) }

// Bad is for what went wrong: red.
func (p Palette) Bad(s string) string { return p.paint("31", s) }

// Muted is for what matters less: faint.
func (p Palette) Muted(s string) string { return p.paint("2", s) }

// Bold is for what matters more.
func (p Palette) Bold(s string) string { return p.paint("1", s) }

// paint puts s between the codes of a rendition (ECMA-48, SGR) and their end.
func (p Palette) paint(code, s string) string {
	if !p.colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
