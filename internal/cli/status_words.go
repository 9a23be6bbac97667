/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// shownDigits is how many digits of a measured number are shown; whole numbers are shown whole.
const shownDigits = 6

// figure writes a measured number for people.
func figure(v float64) string {
	size := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return "?"
	case size != 0 && (size < 1e-6 || size >= 1e15):
		return strconv.FormatFloat(v, 'g', shownDigits, 64)
	case size >= math.Pow10(shownDigits-1):
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', shownDigits, 64), 64) // it was written by the same package
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// quantity is a number with its unit.
func quantity(v float64, unit string) string {
	if unit == "" {
		return figure(v)
	}
	return figure(v) + " " + unit
}

// ago is how long something is past, in kubectl's words.
func (o *options) ago(t metav1.Time) string {
	return duration.HumanDuration(max(0, o.Clock.Since(t.Time))) + " ago"
}

// trendWords say where a number goes.
func trendWords(t *v1alpha1.Trend, unit string) string {
	if t.Direction == v1alpha1.TrendFlat {
		return "flat: its moves may be chance"
	}
	change := quantity(math.Abs(t.PerDay), unit)
	way := "up"
	if t.PerDay < 0 {
		way = "down"
	}
	return fmt.Sprintf("%s (%s %s a day)", strings.ToLower(string(t.Direction)), way, change)
}

// rankWords say where a number stands among others.
func rankWords(r v1alpha1.BenchmarkRank) string {
	switch r {
	case v1alpha1.BenchmarkBestInClass:
		return "best in class"
	case v1alpha1.BenchmarkAboveTypical:
		return "better than typical"
	case v1alpha1.BenchmarkBelowTypical:
		return "worse than typical"
	case v1alpha1.BenchmarkBelowWorst:
		return "worse than the worst of the benchmark"
	}
	return inWords(string(r))
}

// inWords makes words of a name in camel case: "NotDelivered" is "not delivered".
func inWords(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// counted is a number of things.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// dayWords is a day as people write it; as it stands where it is none.
func dayWords(d v1alpha1.Date) string {
	day, err := time.Parse(time.DateOnly, d.Day())
	if err != nil {
		return d.Day()
	}
	return day.Format("2 January 2006")
}

// ownerWords name who answers for a goal.
func ownerWords(owner *v1alpha1.Owner) string {
	if owner == nil {
		return ""
	}
	contacts := strings.Join(owner.Contacts, ", ")
	if owner.Team == "" || contacts == "" {
		return owner.Team + contacts
	}
	return owner.Team + " (" + contacts + ")"
}

// ofAll puts a count of a status into words: "3 of 4".
func ofAll(met string) string { return strings.Replace(met, "/", " of ", 1) }
