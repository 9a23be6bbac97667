/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// film is how goals looked at times of the past. Its JSON is what -o json prints.
type film struct {
	From  metav1.Time `json:"from"`
	To    metav1.Time `json:"to"`
	Step  string      `json:"step"`
	Goals []*scene    `json:"goals"`

	goods *goods
}

// scene is how one goal looked.
type scene struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Title     string `json:"title"`
	// Changes is how often the outlook changed from one look to the next; of an outcome, whether it was delivered.
	Changes int `json:"changes"`
	// Verdict is how it ended: Achieved or Missed.
	Verdict string `json:"verdict,omitempty"`
	// BrierScore is the mean square of the difference between the probability, of the looks that have one, and how it ended:
	// 0 is a prophet, 0.25 who always says 1 in 2.
	BrierScore *float64 `json:"brierScore,omitempty"`
	Looks      []look   `json:"looks"`

	location *time.Location // of its days
}

// look is how a goal looked at one time.
type look struct {
	Time          metav1.Time `json:"time"`
	Score         *float64    `json:"score,omitempty"`
	ExpectedScore *float64    `json:"expectedScore,omitempty"`
	Probability   *float64    `json:"probability,omitempty"`
	// Outlook of an objective; of an outcome the reason of its condition Delivered.
	Outlook string `json:"outlook,omitempty"`
	// Met counts the key results or indicators that are met: "1/3".
	Met string `json:"met,omitempty"`
	// Reason is the message of the condition that says how it stands.
	Reason string     `json:"reason,omitempty"`
	Parts  []lookPart `json:"parts,omitempty"`
}

// lookPart is how a key result looked, or an indicator of an outcome.
type lookPart struct {
	Name        string   `json:"name"`
	Value       *float64 `json:"value,omitempty"`
	Score       *float64 `json:"score,omitempty"`
	Expected    *float64 `json:"expected,omitempty"`
	Probability *float64 `json:"probability,omitempty"`
	Outlook     string   `json:"outlook,omitempty"`
	Met         *bool    `json:"met,omitempty"`
	Reason      string   `json:"reason,omitempty"`
}

func newFilm(g *goods, from, to time.Time, step string) *film {
	f := &film{From: metav1.NewTime(from), To: metav1.NewTime(to), Step: step, Goals: []*scene{}, goods: g}
	for _, o := range g.Objectives() {
		s := &scene{Kind: "Objective", Namespace: o.Namespace, Name: o.Name, Title: o.Spec.Title, location: time.UTC}
		if period, err := evaluate.PeriodOf(o.Spec.Period); err == nil {
			s.location = period.Location
		}
		f.Goals = append(f.Goals, s)
	}
	for _, o := range g.CustomerOutcomes() {
		s := &scene{Kind: "CustomerOutcome", Namespace: o.Namespace, Name: o.Name, Title: o.Spec.Statement, location: time.UTC}
		f.Goals = append(f.Goals, s)
	}
	return f
}

// look notes how all goals look at a time. They come in the order in which they came first.
func (f *film) look(at time.Time) {
	next := 0
	for _, o := range f.goods.Objectives() {
		f.Goals[next].Looks = append(f.Goals[next].Looks, lookAtObjective(o, at))
		next++
	}
	for _, o := range f.goods.CustomerOutcomes() {
		f.Goals[next].Looks = append(f.Goals[next].Looks, lookAtOutcome(o, at))
		next++
	}
}

func lookAtObjective(o *v1alpha1.Objective, at time.Time) look {
	l := look{
		Time: metav1.NewTime(at.UTC()), Score: o.Status.Score, ExpectedScore: o.Status.ExpectedScore, Probability: o.Status.Probability,
		Outlook: string(o.Status.Outlook), Met: o.Status.KeyResultsMet,
		Reason: messageOf(o.Status.Conditions, v1alpha1.ObjectiveConditionOnTrack),
	}
	for _, kr := range o.Status.KeyResults {
		l.Parts = append(l.Parts, lookPart{
			Name: kr.Name, Value: kr.Value, Score: kr.Score, Expected: kr.Expected, Probability: kr.Probability,
			Outlook: string(kr.Outlook), Met: kr.Met, Reason: string(kr.Reason),
		})
	}
	return l
}

func lookAtOutcome(o *v1alpha1.CustomerOutcome, at time.Time) look {
	l := look{
		Time: metav1.NewTime(at.UTC()), Score: o.Status.Score, Met: o.Status.IndicatorsMet,
		Reason: messageOf(o.Status.Conditions, v1alpha1.CustomerOutcomeConditionDelivered),
	}
	if c := meta.FindStatusCondition(o.Status.Conditions, v1alpha1.CustomerOutcomeConditionDelivered); c != nil {
		l.Outlook = c.Reason
	}
	for _, ind := range o.Status.Indicators {
		l.Parts = append(l.Parts, lookPart{Name: ind.Name, Value: ind.Value, Score: ind.Score, Met: ind.Met, Reason: string(ind.Reason)})
	}
	return l
}

func messageOf(conditions []metav1.Condition, kind string) string {
	if c := meta.FindStatusCondition(conditions, kind); c != nil {
		return c.Message
	}
	return ""
}

// conclude sums up what was seen.
func (f *film) conclude() {
	for _, s := range f.Goals {
		s.Changes = len(s.turns())
		if s.Kind == "Objective" && len(s.Looks) > 0 {
			s.judge(s.Looks[len(s.Looks)-1].Outlook)
		}
	}
}

// turns are the indices of the looks that differ in outlook from the one before.
func (s *scene) turns() []int {
	var turns []int
	for i := 1; i < len(s.Looks); i++ {
		if s.Looks[i].Outlook != s.Looks[i-1].Outlook {
			turns = append(turns, i)
		}
	}
	return turns
}

// lively is the scene from the last look before it begins to the first after it is over: what comes before and after is
// the same all the time.
func (s *scene) lively() *scene {
	first, last := 0, len(s.Looks)-1
	for first < last && s.Looks[first+1].Outlook == string(v1alpha1.OutlookPending) {
		first++
	}
	for last > first && s.Verdict != "" && s.Looks[last-1].Outlook == s.Verdict {
		last--
	}
	shown := *s
	shown.Looks = s.Looks[first : last+1]
	return &shown
}

// judge holds the probabilities against how it ended.
func (s *scene) judge(end string) {
	ended := map[string]float64{string(v1alpha1.OutlookAchieved): 1, string(v1alpha1.OutlookMissed): 0}
	came, over := ended[end]
	if !over {
		return
	}
	s.Verdict = end
	sum, count := 0.0, 0
	for _, l := range s.Looks {
		if _, judged := ended[l.Outlook]; !judged && l.Probability != nil {
			sum += (*l.Probability - came) * (*l.Probability - came)
			count++
		}
	}
	if count > 0 {
		mean := sum / float64(count)
		s.BrierScore = &mean
	}
}

var csvColumns = []string{
	"time", "kind", "namespace", "name", "part", "value", "score", "expected", "probability", "outlook", "met", "reason",
}

// writeCSV writes a line for each look, with no part, and for each of its parts. What is not known is empty.
func (f *film) writeCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	_ = w.Write(csvColumns) // Flush knows of errors, too
	for _, s := range f.Goals {
		for _, l := range s.Looks {
			head := []string{l.Time.UTC().Format(time.RFC3339), s.Kind, s.Namespace, s.Name}
			_ = w.Write(slices.Concat(head, []string{"", "", asCSV(l.Score), asCSV(l.ExpectedScore), asCSV(l.Probability), l.Outlook, l.Met, ""}))
			for _, p := range l.Parts {
				met := ""
				if p.Met != nil {
					met = strconv.FormatBool(*p.Met)
				}
				_ = w.Write(slices.Concat(head, []string{p.Name, asCSV(p.Value), asCSV(p.Score), asCSV(p.Expected), asCSV(p.Probability), p.Outlook, met, p.Reason}))
			}
		}
	}
	w.Flush()
	return w.Error()
}

func asCSV(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}
