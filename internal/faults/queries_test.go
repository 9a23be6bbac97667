/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const invalidQuery = string(v1alpha1.MeasureReasonInvalidQuery)

// broken creates a goal whose query is no PromQL, and checks that it is stalled and says where, in words of the message.
func (l *lab) broken(name, query, want string) {
	l.Helper()
	o := l.Objective(name, bench.Reaches("stays", bench.Asks(query)))
	l.Create(o)
	l.Has(o, ready, isFalse, invalidQuery)
	l.Has(o, v1alpha1.GoalConditionStalled, isTrue, invalidQuery)
	l.Has(o, measured, isFalse, invalidQuery)
	l.wantMessage(o, ready, want)
	l.seesOf(o, ready)
	if value(o) != nil {
		l.Errorf("%s has the value %v", name, *value(o))
	}
}

func TestFault24(t *testing.T) {
	t.Parallel()
	l := fault(t, "A query is no PromQL")
	for i, tc := range []struct{ query, want string }{
		{"avg(stays", "1:10"},
		{"avg(stays))", "1:12"},
		{"sum(stays)\n  / sumn(guests)", "2:5"},
		{"stays{team=}", "1:12"},
		{"rate(stays)", "1:6"},
		{"stays[5x]", "1:7"},
		{"sum by (team stays", "1:14"},
		{"größe / 1", "1:3"},
		{"stays > $__now", "1:9"},
		{"SELECT * FROM stays", "1:15"},
		{"# nothing", "1:"},
	} {
		t.Run(tc.query, func(t *testing.T) { l.within(t).broken(fmt.Sprintf("broken-%d", i), tc.query, tc.want) })
	}
	if asked := l.asked(""); asked > l.asked("vector(1)") {
		t.Errorf("a broken query was sent: %v", l.Prometheus.Queries())
	}
}

func TestFault25(t *testing.T) {
	t.Parallel()
	l := fault(t, "A query is over 4096 characters, or nested as deeply as they allow")
	long := l.Objective("long", bench.Reaches("stays", bench.Asks("stays or "+strings.Repeat("x", 4088))))
	l.refused(long)
	for i, query := range []string{
		strings.Repeat("(", 4090) + "stays",
		strings.Repeat("(", 2045) + "stays" + strings.Repeat(")", 2045),
		strings.Repeat("-", 4090) + "stays",
		strings.Repeat("abs(", 818) + "stays" + strings.Repeat(")", 818),
		strings.Repeat("max_over_time(", 185) + "stays" + strings.Repeat("[1m:1m])", 185),
		strings.Repeat("stays+", 680) + "stays",
		strings.Repeat("{", 4096),
		strings.Repeat("é", 4096),
		`stays{a=~"` + strings.Repeat("(a*)*", 800) + `"}`,
	} {
		t.Run(query[:8], func(t *testing.T) {
			l := l.within(t)
			o := l.Objective(fmt.Sprintf("bomb-%d", i), bench.Reaches("stays", bench.Asks(query)))
			l.Create(o)
			l.Eventually("an answer of some kind", func() bool {
				l.Refresh(o)
				c := bench.Condition(o, measured)
				return c != nil && c.Reason != v1alpha1.GoalReasonProgressing
			})
			if text := bench.Condition(o, ready).Message; len(text) > 1024 {
				t.Errorf("the message has %d bytes", len(text))
			}
		})
	}
	l.goal("unharmed")
	l.sees("other goals are measured meanwhile")
}

// TestFault27: what is put in is digits, wherever the variables stand.
func TestFault27(t *testing.T) {
	t.Parallel()
	l := fault(t, "A query puts $__start, $__end and $__elapsed where they could change what it means")
	l.Series("stays", 4)
	const start, end, elapsed = "1790812800", "1798761600", "172800s" // 1 October, 1 January, and the two days to a point of the history
	for i, tc := range []struct{ query, sent string }{
		{"sum(stays) + 0 * $__start", "sum(stays) + 0 * " + start},
		{"sum(stays) + 0 * (sum(stays @ $__end) or vector(0))", "sum(stays) + 0 * (sum(stays @ " + end + ") or vector(0))"},
		{"max_over_time(stays[$__elapsed])", "max_over_time(stays[" + elapsed + "])"},
		{`sum(stays{a!="$__start"})`, `sum(stays{a!="` + start + `"})`},
		{`sum(stays{a!="\"} or vector($__end)"})`, `sum(stays{a!="\"} or vector(` + end + `)"})`},
		{"stays # $__start\n", "stays # " + start},
		{"stays * 1e$__start", ""},
		{"stays * 1$__start", ""},
		{"stays$__start", ""},
		{"stays[$__elapsed5m]", ""},
		{"stays * $__startled", ""},
		{"stays * $$__start", ""},
		{"stays * ${__start}", ""},
		{"stays * $__Start", ""},
	} {
		t.Run(tc.query, func(t *testing.T) {
			l := l.within(t)
			name := fmt.Sprintf("variables-%d", i)
			if tc.sent == "" {
				l.broken(name, tc.query, "stays: 1:")
				return
			}
			o := l.Objective(name, bench.Reaches("stays", bench.Asks(tc.query)))
			l.Create(o)
			l.Measured(o)
			if got := value(o); got == nil || *got != 4 {
				t.Errorf("the value is %v, want 4", got)
			}
			l.Eventually("the query "+tc.sent, func() bool { return l.asked(tc.sent) > 0 })
			l.sees("sent as %s", tc.sent)
		})
	}
}

// quarterOf is an objective of another period and time zone.
func (l *lab) quarterOf(name string, period v1alpha1.Period, query string) *v1alpha1.Objective {
	o := l.Objective(name, bench.Reaches("stays", bench.Asks(query)))
	o.Spec.Period = period
	return o
}

func TestFault28(t *testing.T) {
	t.Parallel()
	l := fault(t, "from == to, a weight of 0, days that there are not, a leap day, a change of the clocks, a period that was over before")
	t.Run("refused", func(t *testing.T) {
		l := l.within(t)
		for _, change := range []func(o *v1alpha1.Objective){
			func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Target.Reach.From = bench.Ptr(10.0) },
			func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Weight = bench.Ptr(int32(0)) },
			func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Weight = bench.Ptr(int32(-1)) },
			func(o *v1alpha1.Objective) { o.Spec.Period.End = "2026-11-31" },
			func(o *v1alpha1.Objective) { o.Spec.Period.End = "2027-02-29" },
			func(o *v1alpha1.Objective) { o.Spec.Period.End = "2026-09-30" },
			func(o *v1alpha1.Objective) { o.Spec.Period.End = "31.12.2026" },
			func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Due = "2027-01-01" },
			func(o *v1alpha1.Objective) { o.Spec.Period.TimeZone = bench.Ptr("Mars/Olympus") },
		} {
			o := l.goalSpec("refused")
			change(o)
			l.refused(o)
		}
	})
	l.Series("stays", 4)
	t.Run("a leap day", func(t *testing.T) {
		l := l.within(t)
		o := l.quarterOf("leap", v1alpha1.Period{Start: "2028-02-29", End: "2028-02-29"}, "stays")
		l.Create(o)
		l.Measured(o)
		if o.Status.Outlook != v1alpha1.OutlookPending {
			t.Errorf("a day to come has the outlook %s", o.Status.Outlook)
		}
		l.sees("29 February 2028 is %s", o.Status.Outlook)
	})
	t.Run("a change of the clocks", func(t *testing.T) { l.within(t).clocksChange() })
	t.Run("over before it was created", func(t *testing.T) { l.within(t).overBefore() })
}

// goalSpec is an objective as the API server takes it.
func (l *lab) goalSpec(name string) *v1alpha1.Objective {
	return l.Objective(name, bench.Reaches("stays", bench.Asks("stays")))
}

// clocksChange: Berlin leaves summer time within the period, so that its last day ends at 23:00 UTC; an hour before that
// the value is another one.
func (l *lab) clocksChange() {
	l.Helper()
	midnight := time.Date(2026, 11, 9, 23, 0, 0, 0, time.UTC)
	l.Between("clocks", midnight.Add(-20*24*time.Hour), midnight.Add(-50*time.Minute), 4)
	l.Between("clocks", midnight.Add(-49*time.Minute), midnight, 10)
	l.Between("clocks", midnight.Add(time.Minute), midnight.Add(20*time.Hour), 1)
	o := l.quarterOf("clocks", v1alpha1.Period{Start: "2026-10-20", End: "2026-11-09", TimeZone: bench.Ptr("Europe/Berlin")}, "clocks")
	l.Create(o)
	l.Has(o, v1alpha1.ObjectiveConditionOnTrack, isTrue, string(v1alpha1.OutlookAchieved))
	if got := value(o); got == nil || *got != 10 {
		l.Errorf("judged on %v, want the value of the last minute, 10", got)
	}
	l.sees("the last day ends at the midnight of its own zone")
}

// overBefore: the verdict is taken as of the end, and without data there is none.
func (l *lab) overBefore() {
	l.Helper()
	end := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	september := v1alpha1.Period{Start: "2026-09-01", End: "2026-09-30"}
	l.Between("reached", end.Add(-30*24*time.Hour), end, 10)
	l.Between("fell_short", end.Add(-30*24*time.Hour), end, 4)
	for _, tc := range []struct {
		name, query string
		status      metav1.ConditionStatus
		reason      string
	}{
		{"reached", "reached", isTrue, string(v1alpha1.OutlookAchieved)},
		{"fell-short", "fell_short", isFalse, string(v1alpha1.OutlookMissed)},
		{"unmeasured", "no_such_series", isUnknown, v1alpha1.ObjectiveReasonNotMeasured},
	} {
		o := l.quarterOf(tc.name, september, tc.query)
		l.Create(o)
		l.Has(o, v1alpha1.ObjectiveConditionOnTrack, tc.status, tc.reason)
		l.seesOf(o, v1alpha1.ObjectiveConditionOnTrack)
		l.noEvents(o)
	}
}

func TestFault29(t *testing.T) {
	t.Parallel()
	l := fault(t, "An interval of 0, of a millisecond, a negative one")
	for _, interval := range []v1alpha1.Interval{"0", "0s", "1ms", "-5m", "9s", "1e3s", "999999h", "5", "m", "+5m", "5m0s"} {
		t.Run(string(interval), func(t *testing.T) {
			l := l.within(t)
			o, outcome, s := l.goalSpec("refused"), l.Outcome("refused", bench.Shows("stays", bench.Asks("stays"))), l.Source("refused", l.rogue.URL)
			card := &v1alpha1.Scorecard{ObjectMeta: o.ObjectMeta, Spec: v1alpha1.ScorecardSpec{Title: "t", Mission: "m",
				Levels: []v1alpha1.Level{{Name: "l", Selector: &metav1.LabelSelector{}}}}}
			ind := &v1alpha1.Indicator{ObjectMeta: o.ObjectMeta, Spec: v1alpha1.IndicatorSpec{Title: "t", Better: "Higher", Measure: bench.Asks("stays")}}
			vx := &v1alpha1.ValueExchange{ObjectMeta: o.ObjectMeta, Spec: v1alpha1.ValueExchangeSpec{
				Result: v1alpha1.ExchangeResult{Measure: bench.Asks("stays")}, Drivers: []v1alpha1.ExchangeDriver{{Name: "d", Measure: bench.Ptr(bench.Asks("stays"))}}}}
			o.Spec.Interval, outcome.Spec.Interval, s.Spec.Interval = interval, interval, interval
			card.Spec.Interval, ind.Spec.Interval, vx.Spec.Interval = interval, interval, interval
			l.refused(o)
			l.refused(outcome)
			l.refused(s)
			l.refused(card)
			l.refused(ind)
			l.refused(vx)
		})
	}
}
