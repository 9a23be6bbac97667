/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// standing is a measure as it stands in a status.
type standing struct {
	Value        *float64
	ObservedTime *metav1.Time
	Reason       v1alpha1.MeasureReason
	Message      string
}

// past is what was written of a measure before, as far as it still speaks of the same.
type past struct {
	standing       // zero: it was taken for another measure, or never
	met      *bool // nil: it was judged against another target, or never
}

// newPast leaves out the reasons that are said anew where they still hold.
func newPast(written standing, met *bool) past {
	if !failing(written.Reason) || written.Reason == v1alpha1.MeasureReasonNoBaseline {
		written.Reason, written.Message = "", ""
	}
	return past{standing: written, met: met}
}

// failing tells whether a reason says that there is no good number.
func failing(reason v1alpha1.MeasureReason) bool {
	return reason != "" && reason != v1alpha1.MeasureReasonInsufficientData
}

// unread tells whether nothing was ever written, not even a reason.
func (was standing) unread() bool { return was.Value == nil && was.Reason == "" }

// abandoned begins the message of a measure that is no longer judged by its last good value. A restart forgets when that
// value was seen, so the status has to tell what became of it.
const abandoned = "without a good value for too long to be judged: "

// isAbandoned tells whether a measure was no longer judged by its last good value.
func (was standing) isAbandoned() bool {
	return failing(was.Reason) && strings.HasPrefix(was.Message, abandoned)
}

// keep gives what stands after a reading. moved tells whether a value differs enough from the written one: a move that
// is no more than noise leaves what was written, so that noise causes no write.
func (was standing) keep(r reading, moved func(written, v float64) bool) standing {
	switch {
	case r.waiting:
		return was
	case r.held:
		return standing{Value: was.Value, ObservedTime: was.ObservedTime, Reason: r.reason, Message: r.message}
	case r.reason == v1alpha1.MeasureReasonReferenceCycle: // a score that measured itself never was a value
		return standing{Reason: r.reason, Message: r.message}
	case !r.hasValue():
		next := standing{Value: was.Value, ObservedTime: was.ObservedTime, Reason: r.reason, Message: r.message}
		if !r.time.IsZero() && next.Value != nil {
			next.ObservedTime = stamp(r.time)
		}
		return next
	}
	next := standing{Value: &r.value, ObservedTime: stamp(r.time), Reason: r.reason, Message: r.message}
	if was.Value != nil && !moved(*was.Value, r.value) {
		next.Value = was.Value
	}
	return next
}

// judgement is a measure as it stands, compared with its target.
type judgement struct {
	standing
	scored   bool    // there is a value, so the rest means something
	measured bool    // the value is fresh, or not too old to be judged by
	met      bool    // in full
	progress float64 // unrounded
}

// judge takes a reading in and compares what then stands with a target. Progress comes from the value that is written,
// so that both move together; met from the value that was read, and it is left only beyond noise.
func (was past) judge(got reading, target scoring.Target) judgement {
	wasMet := was.met != nil && *was.met
	now := judgement{standing: was.keep(got, func(written, v float64) bool {
		return scoring.Moved(target, written, v) || scoring.StillMet(target, v, written, wasMet) != wasMet
	})}
	if now.Value == nil {
		return now
	}
	now.scored, now.measured, now.progress = true, !got.lost, target.Progress(*now.Value)
	switch {
	case was.met == nil:
		now.met = target.Met(*now.Value)
	case got.hasValue():
		now.met = scoring.StillMet(target, got.value, *now.Value, wasMet)
	default:
		now.met = wasMet
	}
	return now
}

func timeOf(written *metav1.Time) time.Time {
	if written == nil {
		return time.Time{}
	}
	return written.Time
}

func stamp(t time.Time) *metav1.Time {
	written := metav1.NewTime(t.UTC().Truncate(time.Second))
	return &written
}

func rounded(x float64) *float64 {
	x = scoring.Round(x)
	return &x
}
