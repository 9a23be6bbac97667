/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	cases := map[string]struct {
		reason string
		text   string
		want   string
	}{
		"Plain":          {"most texts are as they are", "guests belong, 3.2 %", "guests belong, 3.2 %"},
		"Accents":        {"in any script", "Zoë: 日本, дом, café", "Zoë: 日本, дом, café"},
		"Colour":         {"a text has no colours of its own", "a\x1b[1;31mred\x1b[0m", "ared"},
		"EightBit":       {"nor by eight-bit codes", "a\u009b31mred", "ared"},
		"Title":          {"nor does it rename the window", "a\x1b]0;owned\x07b", "ab"},
		"Link":           {"nor link", "\x1b]8;;http://example.com\x1b\\here\x1b]8;;\x1b\\", "here"},
		"Device":         {"nor talk to the terminal", "a\x1bP1$r0m\x1b\\b\u0090q\u009cc", "abc"},
		"Reset":          {"nor reset it", "a\x1bcb\x1b(0c", "abc"},
		"Unterminated":   {"what never ends hides nothing", "a\x1b]0;all of this", "a0;all of this"},
		"Stopped":        {"nor what another control stops", "a\x1b]0;x\x1b[31my", "a0;xy"},
		"Halves":         {"nothing is put together from halves", "\xc2\x1b[m\x9b31m", "��31m"},
		"Nested":         {"nor from a sequence within one", "\x1b\x1b[m[31mred", "[31mred"},
		"Controls":       {"controls do nothing", "a\x00\x07\x08\x7f\u0080\x1fb", "ab"},
		"Lines":          {"one line stays one line", "a\tb\nc\vd\fe\rf\u0085g\u2028h\u2029i", "a b c d e f g h i"},
		"Bytes":          {"what is no UTF-8 is seen to be none", "a\xffb", "a�b"},
		"Bidi":           {"nothing turns the direction", "a\u202eb\u2066c\u2069d\u200fe\u061cf", "abcdef"},
		"Invisible":      {"nothing is invisible", "a\u200bb\u2060c\ufeffd\u00ade\u3164f\U000e0041g", "abcdefg"},
		"ArabicNumber":   {"a sign before a number is seen", "\u0600\u0661\u0662", "\u0600\u0661\u0662"},
		"Family":         {"a joiner makes a picture", "👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"},
		"Crowd":          {"which four are in, and no crowd", "👩‍👩‍👩‍👩‍👩‍👩", "👩‍👩‍👩‍👩👩‍👩"},
		"PaleCrowd":      {"whatever its skin", "👩🏽‍👩🏽‍👩🏽‍👩🏽‍👩🏽", "👩🏽‍👩🏽‍👩🏽‍👩🏽👩🏽"},
		"Skin":           {"only a picture has a skin", "🏽a🏽👩🏽🏽", "a👩🏽"},
		"Heart":          {"a joiner stands behind marks too", "❤️‍🔥", "❤️‍🔥"},
		"Persian":        {"a letter needs a non-joiner", "می\u200cخواهم", "می\u200cخواهم"},
		"Latin":          {"which Latin does not", "ad\u200cmin\u200d", "admin"},
		"Joiners":        {"one is enough", "क\u200d\u200d\u200cष", "क\u200cष"},
		"JoinersApart":   {"at the ends are none", "\u200dक \u200d", "क "},
		"Marks":          {"letters have marks", "e\u0301", "e\u0301"},
		"NoLetter":       {"a mark is on no letter of another", "\u0301\ufe0fa", "a"},
		"ManyMarks":      {"but not so many", "e" + strings.Repeat("\u0301", 50) + "a\u0301", "e" + strings.Repeat("\u0301", mostMarks) + "a\u0301"},
		"EscapeOverEnds": {"an escape at the end is none", "a\x1b", "a"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Clean(tc.text); got != tc.want {
				t.Errorf("%s: Clean(%+q) = %+q, want %+q", tc.reason, tc.text, got, tc.want)
			}
		})
	}
}

// texts are of characters that do something in a terminal, and some that do not.
func texts() *rapid.Generator[string] {
	odd := []rune("\x1b[]0;31m\\P_\x07\x00\n\t \u009b\u009c\u202e\u2066\u200b\u200c\u200d\u2028\ufe0f\u0301e\u0b95\u0bcd日ｱ👩🏽🇩🇪ﾊﾞᄒ\u1161\u0600\ufffd\u2e3bअ\u094dن")
	return rapid.OneOf(
		rapid.StringOf(rapid.RuneFrom(odd)),
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
}

// checkClean says what is wrong with a text that was cleaned.
func checkClean(t interface{ Fatalf(string, ...any) }, text string) {
	got := Clean(text)
	if again := Clean(got); again != got {
		t.Fatalf("Clean(%+q) = %+q, and cleaned again %+q", text, got, again)
	}
	if !utf8.ValidString(got) {
		t.Fatalf("Clean(%+q) = %+q, which is no UTF-8", text, got)
	}
	for _, r := range got {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			t.Fatalf("Clean(%+q) = %+q, with %U", text, got, r)
		}
	}
}

func TestCleanIsClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkClean(t, texts().Draw(t, "text")) })
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "a\x1b[31mb", "\x1b]8;;x\x1b\\", "\xc2\x1b[m\x9b31m", "👩‍👩‍👩‍👩‍👩", "\u202e", "e\u0301\u200d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkClean(t, text) })
}
