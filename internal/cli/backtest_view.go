/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// filmView writes a film for people.
type filmView struct {
	palette terminal.Palette
	width   int // of the terminal; 0: no bound
}

// plotWidth is that of a chart where the terminal names none, or is wider.
const plotWidth = 100

func (v filmView) write(w io.Writer, f *film) error {
	for i, s := range f.Goals {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := v.scene(w, f, s); err != nil {
			return err
		}
	}
	return nil
}

func (v filmView) scene(w io.Writer, f *film, s *scene) error {
	fmt.Fprintln(w, v.palette.Bold(s.Kind+" "+s.Namespace+"/"+s.Name)+"  "+terminal.Clean(s.Title))
	for _, line := range terminal.Wrap(s.summary(f), v.width) {
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w)
	s = s.lively()
	chart := v.chart(s)
	fmt.Fprint(w, chart)
	if strip := v.strip(s, chart); strip != "" {
		fmt.Fprintln(w, strip)
	}
	fmt.Fprintln(w)
	return v.turns(w, s)
}

// summary says in words how it went.
func (s *scene) summary(f *film) string {
	text := fmt.Sprintf("%s, every %s from %s to %s (%s): ", counted(len(s.Looks), "look", "looks"), f.Step,
		f.From.In(s.location).Format("2 January 2006"), f.To.In(s.location).Format("2 January 2006"), s.location)
	switch s.Changes {
	case 0:
		text += inWords(s.Looks[0].Outlook) + " at each of them"
	default:
		text += fmt.Sprintf("it changed %s", counted(s.Changes, "time", "times"))
		for _, outlook := range []v1alpha1.Outlook{v1alpha1.OutlookAtRisk, v1alpha1.OutlookOffTrack} {
			at := slices.IndexFunc(s.Looks, func(l look) bool { return l.Outlook == string(outlook) })
			if at >= 0 {
				text += fmt.Sprintf("; first %s on %s", inWords(string(outlook)), s.Looks[at].Time.In(s.location).Format("2 January"))
			}
		}
	}
	if s.BrierScore != nil {
		text += fmt.Sprintf("; it ended as %s, and the probability was off by a Brier score of %.2f (0 is perfect, 0.25 is a coin)",
			inWords(s.Verdict), *s.BrierScore)
	}
	return text + "."
}

// chart draws the numbers over time.
func (v filmView) chart(s *scene) string {
	c := terminal.Chart{High: 1, Width: plotWidth, Location: s.location}
	if v.width > 0 {
		c.Width = min(v.width, plotWidth)
	}
	lines := []terminal.Series{{Name: "score", Mark: '●'}, {Name: "expected", Mark: '·'}, {Name: "probability", Mark: '+'}}
	known := make([]bool, len(lines))
	for _, l := range s.Looks {
		c.Times = append(c.Times, l.Time.UTC())
		for i, value := range []*float64{l.Score, l.ExpectedScore, l.Probability} {
			number := math.NaN()
			if value != nil {
				number, known[i] = *value, true
			}
			lines[i].Values = append(lines[i].Values, number)
		}
	}
	for i, line := range lines {
		if known[i] || i == 0 {
			c.Series = append(c.Series, line)
		}
	}
	return c.String()
}

// outlookMarks are what stands for outlooks in a strip, so that colours are not needed.
var outlookMarks = []struct {
	outlook string
	mark    rune
}{
	{string(v1alpha1.OutlookPending), '.'}, {string(v1alpha1.OutlookOnTrack), '='}, {string(v1alpha1.OutlookAtRisk), '!'},
	{string(v1alpha1.OutlookOffTrack), 'x'}, {string(v1alpha1.OutlookUnknown), '?'}, {string(v1alpha1.OutlookAchieved), 'A'},
	{string(v1alpha1.OutlookMissed), 'M'}, {v1alpha1.CustomerOutcomeReasonAllDelivered, '='},
	{v1alpha1.CustomerOutcomeReasonNotDelivered, 'x'}, {v1alpha1.CustomerOutcomeReasonNotMeasured, '?'},
}

// strip shows the outlook below a chart, at the same times, and says what its marks mean.
func (v filmView) strip(s *scene, chart string) string {
	margin, width := plotOf(chart)
	if width < 2 {
		return ""
	}
	first, last := s.Looks[0].Time.Time, s.Looks[len(s.Looks)-1].Time.Time
	var strip strings.Builder
	var seen []string
	for x := range width {
		at := first.Add(time.Duration(float64(last.Sub(first)) * float64(x) / float64(width-1)))
		l := s.at(at)
		mark := markOf(l.Outlook)
		strip.WriteString(outlookStyle(v.palette, v1alpha1.Outlook(l.Outlook))(string(mark)))
		if name := string(mark) + " " + inWords(l.Outlook); !slices.Contains(seen, name) {
			seen = append(seen, name)
		}
	}
	space := strings.Repeat(" ", margin)
	return space + strip.String() + "\n" + space + strings.Join(seen, "   ")
}

func markOf(outlook string) rune {
	for _, m := range outlookMarks {
		if m.outlook == outlook {
			return m.mark
		}
	}
	return ' '
}

// at is the last look until a time.
func (s *scene) at(t time.Time) look {
	found := s.Looks[0]
	for _, l := range s.Looks {
		if !l.Time.After(t) {
			found = l
		}
	}
	return found
}

// plotOf is where in the lines of a chart its plot begins, and how wide it is.
func plotOf(chart string) (margin, width int) {
	for line := range strings.Lines(chart) {
		if before, axis, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "└"); ok {
			return terminal.Width(before) + 1, terminal.Width(axis)
		}
	}
	return 0, 0
}

// turns is the table of the first look, those that changed the outlook, and the last. What the chart shows, too, gives way
// to the reasons where there is little room.
func (v filmView) turns(w io.Writer, s *scene) error {
	shown := slices.Concat([]int{0}, s.turns(), []int{len(s.Looks) - 1})
	little := v.width > 0 && v.width < plotWidth
	columns := []terminal.Column{{Title: "When"}, {Title: "Outlook"}, {Title: "Score", Right: true}}
	if !little {
		columns = append(columns, terminal.Column{Title: "Expected", Right: true}, terminal.Column{Title: "Probability", Right: true}, terminal.Column{Title: "Met"})
	}
	t := &terminal.Table{Columns: append(columns, terminal.Column{Title: "Why", Shrink: 1, Min: 20})}
	for _, i := range slices.Compact(shown) {
		l := s.Looks[i]
		cells := terminal.Cells(l.Time.In(s.location).Format("2006-01-02 15:04"), l.Outlook, shownNumber(l.Score))
		cells[1].Style = outlookStyle(v.palette, v1alpha1.Outlook(l.Outlook))
		if !little {
			cells = append(cells, terminal.Cells(shownNumber(l.ExpectedScore), shownNumber(l.Probability), l.Met)...)
		}
		t.Row(append(cells, terminal.Cell{Text: s.why(i)})...)
	}
	return t.Write(w, v.width)
}

func shownNumber(v *float64) string {
	if v == nil {
		return ""
	}
	return figure(*v)
}

// why says what changed with a look, and how it stands.
func (s *scene) why(i int) string {
	standing := s.Looks[i].Reason
	if _, rest, ok := strings.Cut(standing, " expected; "); ok && strings.HasPrefix(standing, "score ") {
		standing = rest // the numbers have columns
	}
	if i == 0 {
		return standing
	}
	before := map[string]lookPart{}
	for _, p := range s.Looks[i-1].Parts {
		before[p.Name] = p
	}
	var changes []string
	for _, p := range s.Looks[i].Parts {
		was := before[p.Name]
		switch {
		case p.Reason != was.Reason && p.Reason != "":
			changes = append(changes, p.Name+": "+inWords(p.Reason))
		case p.Outlook != was.Outlook:
			changes = append(changes, fmt.Sprintf("%s: %s -> %s", p.Name, inWords(was.Outlook), inWords(p.Outlook)))
		case p.Met != nil && was.Met != nil && *p.Met != *was.Met:
			changes = append(changes, p.Name+map[bool]string{true: ": met", false: ": no longer met"}[*p.Met])
		}
	}
	return strings.Join(append(changes, standing), "; ")
}
