/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

const noData = v1alpha1.MeasureReasonNoData

var nan = math.NaN()

// minute is a number that tells when it is of.
func minute(t time.Time) float64 { return t.Sub(morning).Minutes() }

// minutes are those of the span of a history that is asked for.
func minutes(spans []span) (got [][2]float64) {
	for _, s := range spans {
		got = append(got, [2]float64{minute(s.from), minute(s.to)})
	}
	return got
}

// points are those of the history that stands for a question; nil: there is none.
func (l *lab) points(q Question) []float64 {
	if h := l.standing(q).History; h != nil {
		return h.Values([]float64{}, morning.AddDate(100, 0, 0))
	}
	return nil
}

func (l *lab) wantPoints(t *testing.T, q Question, want ...float64) {
	t.Helper()
	if diff := cmp.Diff(want, l.points(q), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("history at minute %v (-want +got):\n%s", minute(l.clock.Now()), diff)
	}
}

func (l *lab) wantSpans(t *testing.T, query string, want ...[2]float64) {
	t.Helper()
	l.source.mu.Lock()
	defer l.source.mu.Unlock()
	if diff := cmp.Diff(want, minutes(l.source.ranges[query])); diff != "" {
		t.Errorf("asked for, by minute (-want +got):\n%s", diff)
	}
}

func (l *lab) wantWakes(t *testing.T, reason string, want int) {
	t.Helper()
	if got := l.wakes()[goal("a", 1)]; got != want {
		t.Errorf("%s: woken %d times, want %d", reason, got, want)
	}
}

// inPast is a lab whose source's history tells the minutes, and a goal that asks for it.
func inPast(t *testing.T, test func(t *testing.T, l *lab, q Question)) {
	t.Helper()
	inLab(t, func(t *testing.T, l *lab) {
		l.source.past = minute
		q := grown("nps")
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(0)
		test(t, l, q)
	})
}

func TestHistoryGrowsByItsNewPoints(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		l.wantPoints(t, q, -120, -90, -60, -30, 0)
		l.wantWakes(t, "the first time", 1)
		first := l.standing(q)
		if first.Reason != "" || !first.Time.Equal(morning) || !first.LastGood.Equal(morning) {
			t.Errorf("answer %+v, want a good one of now", first)
		}
		l.advance(q.Step)
		l.wantPoints(t, q, -120, -90, -60, -30, 0)
		l.advance(q.Spread)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30)
		l.advance(2 * q.Step)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30, 60, 90)
		l.wantSpans(t, "nps", [2]float64{-120, 0}, [2]float64{30, 30}, [2]float64{60, 60}, [2]float64{90, 90})
		l.wantWakes(t, "what comes in time is judged at its time", 0)
		if got := len(first.History.Values(nil, l.clock.Now())); got != 5 {
			t.Errorf("the first answer has %d points now, want what is shared to stay as it was", got)
		}
		if got := l.source.prepared["nps"]; got != 4 {
			t.Errorf("prepared %d times, want nothing kept from one point to the next", got)
		}
	})
}

func TestHistoryHasItsOwnPhaseAfterAPoint(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		const questions = 600
		for i := range questions {
			l.Subscribe(goal("a", i), 1, true, []Question{grown(fmt.Sprint("q", i))})
		}
		l.advance(time.Minute)
		before := l.source.total()
		l.advance(29*time.Minute - time.Second)
		if got := l.source.total() - before; got != 0 {
			t.Errorf("%d polls before there is a point, want none", got)
		}
		for range 10 {
			last := l.source.total()
			l.advance(time.Minute)
			if got := l.source.total() - last; got < questions/20 || got > questions/5 {
				t.Errorf("%d of %d histories were asked in one of ten minutes, want an even load", got, questions)
			}
		}
		l.advance(time.Second)
		if got := l.source.total() - before; got != questions {
			t.Errorf("%d polls for one point, want one for each history", got)
		}
	})
}

func TestHistoriesAreSpreadOutAfterARestart(t *testing.T) {
	for _, late := range []bool{false, true} {
		t.Run(fmt.Sprint("SourceComesLate=", late), func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				const questions = 600
				if !late {
					l.SetSource(other, l.source)
				}
				for i := range questions {
					q := grown(fmt.Sprint("q", i))
					q.Source, q.From = other, q.From.Add(q.Step/2)
					l.Subscribe(goal("a", i), 1, false, []Question{q})
				}
				if late {
					l.advance(time.Minute)
					l.SetSource(other, l.source)
				}
				for range 10 {
					last := l.source.total()
					l.advance(time.Minute)
					if got := l.source.total() - last; got < questions/20 || got > questions/5 {
						t.Errorf("%d of %d histories were loaded in one of ten minutes, want an even load", got, questions)
					}
				}
				l.advance(time.Second)
				if got := l.source.total(); got != questions || len(l.wakes()) != questions {
					t.Errorf("%d histories loaded, want all, and each to wake its goal", got)
				}
			})
		})
	}
}

func TestUsersDoNotWaitForTheSpread(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		restarted, added := grown("restarted"), grown("added")
		l.Subscribe(goal("a", 1), 1, false, []Question{restarted})
		l.Subscribe(goal("a", 1), 1, false, []Question{restarted, added})
		l.advance(0)
		if l.source.count("restarted") != 0 || l.source.count("added") != 1 {
			t.Errorf("asked %v, want what was added alone", l.source.asked)
		}
		l.Subscribe(goal("a", 1), 2, true, []Question{restarted, added})
		l.advance(reusable)
		if l.source.count("restarted") != 1 || l.source.count("added") != 1 {
			t.Errorf("asked %v, want an edit to ask for what there is not", l.source.asked)
		}
		l.Subscribe(goal("a", 1), 3, true, []Question{restarted, added})
		l.advance(0)
		if l.source.count("restarted") != 1 || l.source.count("added") != 1 {
			t.Errorf("asked %v, want an edit to take what there is", l.source.asked)
		}
	})
}

func TestHistoryThatBeginsLater(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		l.source.past = minute
		q := grown("nps")
		q.From = morning.Add(time.Hour)
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(time.Hour - time.Second)
		if got := l.source.count("nps"); got != 0 {
			t.Errorf("asked %d times before its first point, want never", got)
		}
		l.advance(q.Spread + time.Second)
		l.wantPoints(t, q, 60)
	})
}

func TestNobodyWaitsForAHistory(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		g, now, past := goal("a", 1), live("now"), grown("past")
		l.source.slow("now", time.Second)
		l.source.slow("past", time.Minute)
		l.Subscribe(g, 1, true, []Question{now, past})
		l.advance(time.Second)
		l.wantWakes(t, "the live answers are in", 1)
		if got := l.Subscribe(g, 1, true, []Question{now, past}); len(got) != 1 {
			t.Errorf("answers %v, want the live one", got)
		}
		l.advance(time.Minute)
		l.wantWakes(t, "the history is there", 1)
		if got := l.Answers(g); len(got) != 2 || got[past].History == nil {
			t.Errorf("answers %v, want both", got)
		}
		if at, ok := l.LastMeasured(g); !ok || !at.Equal(morning) {
			t.Errorf("LastMeasured() = %v, %t, want when the live question was asked", at, ok)
		}
	})
}

func TestHistoryThatComesFirstWaitsForTheLiveAnswers(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		now, past := live("now"), grown("past")
		l.source.slow("now", time.Minute)
		l.Subscribe(goal("a", 1), 1, true, []Question{past, now})
		l.advance(time.Second)
		l.wantWakes(t, "there is nothing to judge yet", 0)
		l.advance(time.Minute)
		l.wantWakes(t, "all is there", 1)
	})
}

func TestNumbersThatComeLate(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		gone := func(time.Time) float64 { return nan }
		l.source.past = gone
		l.advance(2*q.Step + q.Spread)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, nan, nan)
		if got := l.standing(q); got.Reason != "" || !got.FailingSince.IsZero() {
			t.Errorf("answer %+v, want that there is no number to be a good one", got)
		}
		l.source.past = minute
		l.advance(q.Step)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30, 60, 90)
		l.source.past = gone
		l.advance(6 * q.Step)
		l.source.past = minute
		l.advance(q.Step)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30, 60, 90, nan, nan, 180, 210, 240, 270, 300)
		l.wantSpans(t, "nps", [2]float64{-120, 0}, [2]float64{30, 30}, [2]float64{30, 60}, [2]float64{30, 90},
			[2]float64{120, 120}, [2]float64{120, 150}, [2]float64{120, 180}, [2]float64{120, 210}, [2]float64{120, 240},
			[2]float64{150, 270}, [2]float64{180, 300})
	})
}

func TestServerWithoutAnyNumber(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		l.source.past = func(time.Time) float64 { return nan }
		q := grown("nps")
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(time.Minute)
		l.wantPoints(t, q, nan, nan, nan, nan, nan)
		l.wantWakes(t, "that is an answer", 1)
		if got := l.standing(q); got.Reason != noData || got.Message == "" || got.FailingSince.IsZero() {
			t.Errorf("answer %+v, want NoData", got)
		}
		l.advance(q.Step + q.Spread)
		l.wantPoints(t, q, nan, nan, nan, nan, nan, nan)
		l.wantWakes(t, "the same one", 0)
		l.source.past = minute
		l.advance(q.Step)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30, 60)
		l.wantWakes(t, "there is something to forecast from", 1)
		l.wantSpans(t, "nps", [2]float64{-120, 0}, [2]float64{-120, 0}, // again at its phase
			[2]float64{-120, 30}, [2]float64{-120, 60})
	})
}

func TestPointThatComesTooLateWakes(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		l.source.slow("nps", q.Spread)
		l.wakes()
		l.advance(q.Step + q.Spread)
		l.wantWakes(t, "it is not there", 0)
		l.advance(q.Spread)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30)
		l.wantWakes(t, "goals were judged without it", 1)
	})
}

func TestHistoryIsBounded(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q := grown("nps")
		q.From, q.Step = morning.AddDate(-3, 0, 0), time.Minute
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(time.Hour)
		if got := len(l.points(q)); got != source.MostPoints || l.source.count("nps") != 1 {
			t.Errorf("%d points after %d polls, want %d of one", got, l.source.count("nps"), source.MostPoints)
		}
	})
}

func TestRefusedHistoryIsNotAsked(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q := grown("nps(")
		l.source.refusals["nps("] = source.Answer{Message: "1:5: unclosed"}
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(3 * time.Hour)
		if got := l.standing(q); got.Reason != v1alpha1.MeasureReasonInvalidQuery || got.History != nil || l.source.prepared["nps("] != 1 {
			t.Errorf("answer %+v after %d preparations, want InvalidQuery of one", got, l.source.prepared["nps("])
		}
	})
}

// The phase of a history question must be the same in every process, and the Spread is no part of what makes it.
func TestPhaseOfAHistoryIsWithinItsSpread(t *testing.T) {
	cases := map[string]struct {
		step, spread time.Duration
		want         time.Duration // less than that
	}{
		"Spread":       {time.Hour, time.Minute, time.Minute},
		"None":         {time.Hour, 0, time.Microsecond},
		"Negative":     {time.Hour, -time.Hour, time.Microsecond},
		"OverStep":     {time.Minute, time.Hour, time.Minute},
		"NonsenseStep": {time.Nanosecond, time.Hour, minInterval},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			for i := range 100 {
				q := grown(fmt.Sprint("q", i))
				q.Step, q.Spread = tc.step, tc.spread
				if got := time.Duration(q.phase()) * time.Microsecond; got < 0 || got >= tc.want {
					t.Errorf("phase %v, want it under %v", got, tc.want)
				}
			}
		})
	}
}
