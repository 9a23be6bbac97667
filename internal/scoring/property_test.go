/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// anyValue draws from few round numbers, so that bounds are hit, from ordinary numbers, and from all finite ones.
var anyValue = rapid.OneOf(
	rapid.Map(rapid.IntRange(-5, 5), func(n int) float64 { return float64(n) }),
	rapid.Float64Range(-1000, 1000),
	rapid.Float64(),
)

var anyTolerance = rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1000), rapid.Float64Min(0))

var anyReach = rapid.Custom(func(t *rapid.T) scoring.Target {
	return scoring.Reach{
		From:      anyValue.Draw(t, "from"),
		To:        anyValue.Draw(t, "to"),
		Direction: rapid.SampledFrom([]scoring.Direction{scoring.Increase, scoring.Decrease}).Draw(t, "direction"),
	}
})

var anyMin = rapid.Custom(func(t *rapid.T) scoring.Target {
	return atLeast(anyValue.Draw(t, "min"), anyTolerance.Draw(t, "tolerance"))
})

var anyMax = rapid.Custom(func(t *rapid.T) scoring.Target {
	return atMost(anyValue.Draw(t, "max"), anyTolerance.Draw(t, "tolerance"))
})

var anyBand = rapid.Custom(func(t *rapid.T) scoring.Target {
	a, b := anyValue.Draw(t, "a"), anyValue.Draw(t, "b")
	return band(min(a, b), max(a, b), anyTolerance.Draw(t, "tolerance"))
})

var anyStages = rapid.Custom(func(t *rapid.T) scoring.Target {
	at := rapid.SliceOfNDistinct(anyValue, 2, 20, rapid.ID[float64]).Draw(t, "at")
	scores := rapid.SliceOfN(rapid.Float64Range(0, 1), len(at), len(at)).Draw(t, "scores")
	slices.Sort(at)
	slices.Sort(scores)
	scores[len(scores)-1] = 1
	if rapid.Bool().Draw(t, "falling") {
		slices.Reverse(at)
	}
	stages := make(scoring.Stages, len(at))
	for i := range at {
		stages[i] = scoring.Stage{At: at[i], Score: scores[i]}
	}
	return stages
})

var anyTimeShare = rapid.Custom(func(t *rapid.T) scoring.Target {
	return scoring.TimeShare{Share: rapid.Float64Range(tiny, 1).Draw(t, "share")}
})

var anyTarget = rapid.OneOf(anyReach, anyMin, anyMax, anyBand, anyStages, anyTimeShare)

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func TestTargetsStayFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, v := anyTarget.Draw(t, "target"), anyValue.Draw(t, "v")
		progress, span, distance := target.Progress(v), target.Span(), target.DistanceToMet(v)
		if !isFinite(progress) || !isFinite(span) || !isFinite(distance) {
			t.Fatalf("progress %v, span %v, distance %v: want finite numbers", progress, span, distance)
		}
		if score := scoring.Score(progress); score < 0 || score > 1 || math.Signbit(score) {
			t.Fatalf("score %v, want it in 0..1", score)
		}
		if rounded := scoring.Round(progress); !isFinite(rounded) {
			t.Fatalf("rounded progress %v, want a finite number", rounded)
		}
		if span < 0 || distance < 0 {
			t.Fatalf("span %v, distance %v: want neither negative", span, distance)
		}
	})
}

func TestProgressOfOneMeansMet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, v := anyTarget.Draw(t, "target"), anyValue.Draw(t, "v")
		met := target.Met(v)
		if progress := target.Progress(v); met != (progress >= 1) {
			t.Fatalf("met is %t at progress %v", met, progress)
		}
		if distance := target.DistanceToMet(v); met != (distance == 0) {
			t.Fatalf("met is %t at distance %v", met, distance)
		}
	})
}

// mirrored is the target with every value negated.
func mirrored(target scoring.Target) scoring.Target {
	switch target := target.(type) {
	case scoring.Reach:
		direction := scoring.Decrease
		if target.Direction == scoring.Decrease {
			direction = scoring.Increase
		}
		return scoring.Reach{From: -target.From, To: -target.To, Direction: direction}
	case scoring.Maintain:
		mirror := scoring.Maintain{Tolerance: target.Tolerance}
		if target.Min != nil {
			mirror.Max = new(-*target.Min)
		}
		if target.Max != nil {
			mirror.Min = new(-*target.Max)
		}
		return mirror
	case scoring.Stages:
		mirror := slices.Clone(target)
		for i := range mirror {
			mirror[i].At = -mirror[i].At
		}
		return mirror
	}
	return target
}

func TestUpAndDownAreTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		up := rapid.OneOf(anyReach, anyMin, anyMax, anyBand, anyStages).Draw(t, "target")
		down, v := mirrored(up), anyValue.Draw(t, "v")
		if got, want := down.Progress(-v), up.Progress(v); got != want {
			t.Fatalf("mirrored progress %v, want %v", got, want)
		}
		if got, want := down.Met(-v), up.Met(v); got != want {
			t.Fatalf("mirrored met %t, want %t", got, want)
		}
		if got, want := down.DistanceToMet(-v), up.DistanceToMet(v); got != want {
			t.Fatalf("mirrored distance %v, want %v", got, want)
		}
		if got, want := down.Span(), up.Span(); got != want {
			t.Fatalf("mirrored span %v, want %v", got, want)
		}
	})
}

// rises says whether more is better for a one-sided target.
func rises(target scoring.Target) bool {
	switch target := target.(type) {
	case scoring.Reach:
		return target.Direction == scoring.Increase
	case scoring.Maintain:
		return target.Min != nil
	case scoring.Stages:
		return target[0].At < target[1].At
	}
	return true
}

func TestProgressIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.OneOf(anyReach, anyMin, anyMax, anyStages, anyTimeShare).Draw(t, "target")
		worse, better := anyValue.Draw(t, "a"), anyValue.Draw(t, "b")
		if (worse > better) == rises(target) {
			worse, better = better, worse
		}
		if low, high := target.Progress(worse), target.Progress(better); low > high {
			t.Fatalf("progress %v at %v, but %v at the better %v", low, worse, high, better)
		}
		if target.Met(worse) && !target.Met(better) {
			t.Fatalf("met at %v, but not at the better %v", worse, better)
		}
		if near, far := target.DistanceToMet(better), target.DistanceToMet(worse); near > far {
			t.Fatalf("distance %v at %v, but %v at the better %v", far, worse, near, better)
		}
	})
}

// TestProgressIsMonotoneNearby looks where rounding is at work: at neighbouring doubles.
func TestProgressIsMonotoneNearby(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stages := anyStages.Draw(t, "stages").(scoring.Stages)
		v := rapid.SampledFrom(stages).Draw(t, "stage").At
		low, high := math.Nextafter(v, -huge), math.Nextafter(v, huge)
		progress := []float64{stages.Progress(low), stages.Progress(v), stages.Progress(high)}
		if !rises(stages) {
			slices.Reverse(progress)
		}
		if !slices.IsSorted(progress) {
			t.Fatalf("progress around %v is %v, want it to rise", v, progress)
		}
	})
}

func TestTwoStagesAreAReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to, v := anyValue.Draw(t, "from"), anyValue.Draw(t, "to"), anyValue.Draw(t, "v")
		if from == to {
			t.Skip("no way to go")
		}
		reach := scoring.Reach{From: from, To: to}
		if to < from {
			reach.Direction = scoring.Decrease
		}
		stages := scoring.Stages{{At: from, Score: 0}, {At: to, Score: 1}}
		if got, want := stages.Progress(v), scoring.Score(reach.Progress(v)); got != want {
			t.Fatalf("stages give %v, the reach %v", got, want)
		}
		if got, want := stages.DistanceToMet(v), reach.DistanceToMet(v); got != want {
			t.Fatalf("stages give distance %v, the reach %v", got, want)
		}
	})
}

// TestNoNewsLosesNoGoal shows that the two thresholds agree: a value that is not worth writing cannot end met.
func TestNoNewsLosesNoGoal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, written := anyTarget.Draw(t, "target"), anyValue.Draw(t, "written")
		step := rapid.Float64Range(-0.002, 0.002).Draw(t, "step")
		v := written + step*max(target.Span(), math.Abs(written))
		if !isFinite(v) {
			t.Skip("beyond the largest number")
		}
		if scoring.Moved(target, written, written) {
			t.Fatalf("%v moved from itself", written)
		}
		if target.Met(written) && !scoring.Moved(target, written, v) && !scoring.StillMet(target, v, written, true) {
			t.Fatalf("%v is not worth writing over %v, but ends met", v, written)
		}
		if target.Met(v) && !scoring.StillMet(target, v, written, false) {
			t.Fatalf("%v meets the target, but is not met", v)
		}
		if !target.Met(v) && scoring.StillMet(target, v, written, false) {
			t.Fatalf("%v does not meet the target and never did, but is met", v)
		}
		if target.Span() > 0 && scoring.Moved(target, written, v) != scoring.Moved(target, v, written) {
			t.Fatalf("moved from %v to %v, but not back", written, v)
		}
	})
}

var anyWeighted = rapid.Custom(func(t *rapid.T) scoring.Weighted {
	return scoring.Weighted{
		Weight: rapid.IntRange(1, 1000).Draw(t, "weight"),
		Score:  rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1, justBelowOne})).Draw(t, "score"),
	}
})

func TestMeanIgnoresOrderAndScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(anyWeighted, 1, 20).Draw(t, "items")
		want, ok := scoring.Mean(items)
		if !ok {
			t.Fatal("no mean")
		}
		if got, _ := scoring.Mean(rapid.Permutation(items).Draw(t, "reordered")); got != want {
			t.Fatalf("reordered %v, want %v to the last bit", got, want)
		}
		factor := rapid.IntRange(1, 1000).Draw(t, "factor")
		scaled := slices.Clone(items)
		for i := range scaled {
			scaled[i].Weight *= factor
		}
		if got, _ := scoring.Mean(scaled); got != want {
			t.Fatalf("scaled %v, want %v to the last bit", got, want)
		}
	})
}

func TestMeanIsBetweenItsItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(anyWeighted, 1, 20).Draw(t, "items")
		low, high := 1.0, 0.0
		var sum, weights float64
		for _, item := range items {
			low, high = min(low, item.Score), max(high, item.Score)
			sum += float64(item.Weight) * item.Score
			weights += float64(item.Weight)
		}
		got, _ := scoring.Mean(items)
		if got < low || got > high || !near(got, sum/weights) {
			t.Fatalf("mean %v of items from %v to %v, want about %v", got, low, high, sum/weights)
		}
		if (got == 1) != (low == 1) {
			t.Fatalf("mean %v though the lowest score is %v", got, low)
		}
	})
}

func TestRoundProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(rapid.Float64Range(-3, 3), rapid.Float64Range(0.99, 1.01), rapid.Float64Range(-1e9, 1e9)).Draw(t, "x")
		got := scoring.Round(x)
		if math.Abs(got-x) > 0.010001 {
			t.Fatalf("Round(%v) = %v, too far away", x, got)
		}
		if (got == 1) != (x == 1) {
			t.Fatalf("Round(%v) = %v, 1 only where exactly reached", x, got)
		}
		if again := scoring.Round(got); again != got {
			t.Fatalf("Round(%v) = %v, rounded again %v", x, got, again)
		}
		if higher := scoring.Round(x + rapid.Float64Range(0, 1).Draw(t, "more")); higher < got {
			t.Fatalf("Round(%v) = %v, but of a higher number %v", x, got, higher)
		}
	})
}

func TestOutlookAndGradeRiseWithTheScore(t *testing.T) {
	grades := []scoring.Grade{scoring.Red, scoring.Yellow, scoring.Green}
	outlooks := []scoring.Outlook{scoring.OffTrack, scoring.AtRisk, scoring.OnTrack}
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.Float64Range(0, 1)
		a, b, expected := share.Draw(t, "a"), share.Draw(t, "b"), share.Draw(t, "expected")
		low, high := min(a, b), max(a, b)
		if slices.Index(grades, scoring.GradeOf(low)) > slices.Index(grades, scoring.GradeOf(high)) {
			t.Fatalf("%v is graded better than %v", low, high)
		}
		if slices.Index(outlooks, scoring.ByPace(low, expected)) > slices.Index(outlooks, scoring.ByPace(high, expected)) {
			t.Fatalf("%v looks better than %v", low, high)
		}
		if scoring.Succeeds(false, low, true) != (scoring.GradeOf(low) == scoring.Green) {
			t.Fatalf("%v: an aspirational success is green, and green is one", low)
		}
	})
}
