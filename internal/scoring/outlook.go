/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

// Outlook is the judgement on how a key result or an objective will end, or has ended.
type Outlook string

const (
	// Pending means that the period has not started.
	Pending Outlook = "Pending"
	// OnTrack means that success is to be expected.
	OnTrack Outlook = "OnTrack"
	// AtRisk means that success is open.
	AtRisk Outlook = "AtRisk"
	// OffTrack means that a miss is to be expected.
	OffTrack Outlook = "OffTrack"
	// Achieved is the verdict on a success.
	Achieved Outlook = "Achieved"
	// Missed is the verdict on a miss.
	Missed Outlook = "Missed"
	// Unknown means that there is too little data to say.
	Unknown Outlook = "Unknown"
)

// How far a score may be behind the expected one, by pace.
const (
	behindOnTrack = 0.1
	behindAtRisk  = 0.3
)

// ByPace judges a score against the expected one: OnTrack down to 0.1 behind it, AtRisk down to 0.3 behind it, OffTrack
// below. Both bounds belong to the better side, to within 1e-9: 0.5 against 0.6 is OnTrack though doubles differ by
// more than 0.1 there.
func ByPace(score, expected float64) Outlook {
	switch {
	case atLeast(score, expected-behindOnTrack):
		return OnTrack
	case atLeast(score, expected-behindAtRisk):
		return AtRisk
	}
	return OffTrack
}

// The bands of probability. A goal that is exactly on plan has an honest probability of a half, so OnTrack begins below
// it; and an outlook is left further out than it is entered, so that noise at a bound does not make it flicker.
const (
	onTrackFrom   = 0.40 // entered at
	onTrackDownTo = 0.30 // left below
	offTrackBelow = 0.15 // entered below
	offTrackUpTo  = 0.25 // left at
)

// ByProbability judges the unrounded probability of success, 0..1: OnTrack is entered at 0.40 and left below 0.30,
// OffTrack is entered below 0.15 and left at 0.25, and between is AtRisk. before is the outlook that stood; one that is
// neither OnTrack nor OffTrack keeps nothing. Bounds belong to the better side, to within 1e-9.
func ByProbability(p float64, before Outlook) Outlook {
	switch {
	case atLeast(p, onTrackFrom), before == OnTrack && atLeast(p, onTrackDownTo):
		return OnTrack
	case !atLeast(p, offTrackBelow), before == OffTrack && !atLeast(p, offTrackUpTo):
		return OffTrack
	}
	return AtRisk
}

// Worst is the outlook of several before their common verdict, in the order OffTrack, Unknown, AtRisk, OnTrack. Missed
// counts as OffTrack and Achieved as OnTrack. What is Pending has nothing to say while another has begun: the worst is
// Pending only when all are. Of none it is Unknown.
func Worst(outlooks ...Outlook) Outlook {
	seen := map[Outlook]bool{}
	for _, o := range outlooks {
		seen[undecided(o)] = true
	}
	for _, o := range []Outlook{OffTrack, Unknown, AtRisk, OnTrack, Pending} {
		if seen[o] {
			return o
		}
	}
	return Unknown
}

// undecided is what an outlook counts for before the verdict on the whole.
func undecided(o Outlook) Outlook {
	switch o {
	case Missed:
		return OffTrack
	case Achieved:
		return OnTrack
	case Pending, OnTrack, AtRisk, OffTrack:
		return o
	}
	return Unknown
}

// CapAtRisk is the outlook while a guardrail is broken: OnTrack becomes AtRisk, every other stays.
func CapAtRisk(o Outlook) Outlook {
	if o == OnTrack {
		return AtRisk
	}
	return o
}
