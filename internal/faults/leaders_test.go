/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// What the contract allows for the standby to act.
const (
	afterKill      = 25 * time.Second
	afterTerminate = 5 * time.Second
)

func TestFault43Leaders(t *testing.T) {
	t.Parallel()
	l := newLive(t, ownSite(t), "guests")
	name(t, "The leader is killed, or asked to stop; two lead at once")
	var goals []*v1alpha1.Objective
	for i := range 6 { // each has a phase of its own
		goals = append(goals, l.objective(fmt.Sprintf("goal-%d", i)))
	}
	leader := l.start("--leader-elect")
	l.awaits(func(o *v1alpha1.Objective) bool { return value(o) != nil }, goals...)
	metrics, err := bench.FreeAddress()
	if err != nil {
		t.Fatal(err)
	}
	standby := l.start("--leader-elect", "--metrics-bind-address="+metrics, "--metrics-secure=false")
	l.isWarm("http://"+metrics+"/metrics", goals)

	l.moves(6)
	leader.Kill()
	killed := time.Now()
	l.edit(goals[0], func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 12 })
	l.awaits(func(o *v1alpha1.Objective) bool { return *o.Status.Score == 0.5 }, goals[0])
	edited := time.Since(killed)
	l.awaits(func(o *v1alpha1.Objective) bool { return *value(o) == 6 }, goals...)
	if took := time.Since(killed); took > afterKill {
		t.Errorf("the standby measured all goals %s after the leader was killed, its edit after %s; want %s", took, edited, afterKill)
	} else {
		t.Logf("after kill: edit judged in %s, all values in %s", edited, took)
	}
	l.handsOver(standby, goals)
	for what, times := range l.events() {
		if times > 1 {
			t.Errorf("%s was told %d times", what, times)
		}
	}
	tell(t, fmt.Sprintf("leader killed: new values and a user's edit within %s; SIGTERM: an edit within %s; two leaders: no write more, no event twice", afterKill, afterTerminate))
	t.Run("TwoAtOnce", testTwoLeaders)
}

// leaderless is what the metrics of a standby say.
var leaderless = regexp.MustCompile(`(?m)^leader_election_master_status\{name="[^"]+"\} 0$`)

// isWarm checks that a standby knows all goals, and leads not.
func (l *live) isWarm(metrics string, goals []*v1alpha1.Objective) {
	l.Helper()
	var page string
	l.eventually("the standby's cache", func() bool {
		response, err := http.Get(metrics) //nolint:noctx // of this test's own process
		if err != nil {
			return false
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		page = string(body)
		return err == nil && strings.Count(page, "truenorth_objective_score{") == len(goals)
	})
	if !leaderless.MatchString(page) {
		l.Errorf("the standby leads, or does not stand by:\n%s", page)
	}
	collected.add("metrics of "+l.Name(), page)
}

// handsOver checks that a leader that is asked to stop lets another one act.
func (l *live) handsOver(leader *bench.Process, goals []*v1alpha1.Objective) {
	l.Helper()
	next := l.start("--leader-elect")
	l.eventually("the next standby", func() bool { return next.Log.Count("Attempting to acquire leader lease") > 0 })
	held := l.holder()
	asked := time.Now()
	if err := leader.Terminate(); err != nil {
		l.Errorf("the leader stopped with %v", err)
	}
	l.edit(goals[1], func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 12 })
	l.awaits(func(o *v1alpha1.Objective) bool { return *o.Status.Score == 0.5 }, goals[1])
	if took := time.Since(asked); took > afterTerminate {
		l.Errorf("the standby acted %s after the leader was asked to stop, want %s", took, afterTerminate)
	} else {
		l.Logf("handed over within %s", took)
	}
	if holder := l.holder(); holder == held || holder == "" {
		l.Errorf("the lease is held by %q, as before", holder)
	}
}

// holder is who leads.
func (l *live) holder() string {
	l.Helper()
	var leases coordinationv1.LeaseList
	if err := l.site.Admin.List(l.Context(), &leases, client.InNamespace(bench.OperatorNamespace)); err != nil || len(leases.Items) != 1 {
		l.Fatalf("%d leases, %v; want one", len(leases.Items), err)
	}
	if holder := leases.Items[0].Spec.HolderIdentity; holder != nil {
		return *holder
	}
	return ""
}

// testTwoLeaders runs two managers that both lead, as after a partition of the network.
func testTwoLeaders(t *testing.T) {
	const many, steps = 10, 4
	l := faultWith(t, "Two managers lead at once", bench.Options{})
	first := l.Stop
	l.Start()
	second := l.Stop
	l.Cleanup(func() {
		first()
		second()
	})
	l.Between("moves", bench.Noon.Add(-2*time.Hour), bench.Noon.Add(3*time.Hour), 2)
	var goals []*v1alpha1.Objective
	for i := range many {
		o := l.Objective(fmt.Sprintf("goal-%d", i), bench.Reaches("moves", bench.Asks(fmt.Sprintf("moves + 0 * %d", i))))
		l.Create(o)
		goals = append(goals, o)
	}
	for _, o := range goals {
		l.Measured(o)
	}
	l.Advance(2 * time.Minute)
	l.settles()
	all := l.record()
	l.Advance(5 * time.Minute)
	l.settles()
	if got := all.countOf("goal-"); got > 0 {
		t.Errorf("%d writes in five intervals in which nothing moved, want none", got)
	}
	for step := range steps {
		l.moves("moves", float64(4+2*step)) // at last 10, which is met
		for _, o := range goals {
			l.shows(o, float64(4+2*step))
		}
	}
	l.Advance(2 * time.Minute)
	l.settles()
	if got, most := all.countOf("goal-"), many*steps; got > most {
		t.Errorf("%d writes of %d goals whose values moved %d times, want %d as of one manager", got, many, steps, most)
	}
	for _, o := range goals {
		if told := l.Events(o); told["KeyResultMet"] != 1 || len(told) != 1 {
			t.Errorf("told %v of %s, want that its key result was met, once", told, o.Name)
		}
	}
}
