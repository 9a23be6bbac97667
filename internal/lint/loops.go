/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import "slices"

// loopsOf finds the goals that lead to themselves: those that lead to each other have the same number, over 0. It is the
// algorithm of Tarjan, "Depth-first search and linear graph algorithms" (1972), whose time is linear.
func loopsOf(goals []*goal, next func(*goal) []*goal) map[*goal]int {
	s := loopSearch{next: next, found: map[*goal]int{}, reached: map[*goal]int{}, lowest: map[*goal]int{}, onPath: map[*goal]bool{}}
	for _, g := range goals {
		if s.reached[g] == 0 {
			s.visit(g)
		}
	}
	return s.found
}

type loopSearch struct {
	next    func(*goal) []*goal
	found   map[*goal]int
	loops   int
	reached map[*goal]int // when each was, from 1
	lowest  map[*goal]int // of those on the path that each leads back to
	path    []*goal
	onPath  map[*goal]bool
}

func (s *loopSearch) visit(g *goal) {
	s.reached[g] = len(s.reached) + 1
	s.lowest[g] = s.reached[g]
	s.path, s.onPath[g] = append(s.path, g), true
	next := s.next(g)
	for _, to := range next {
		if s.reached[to] == 0 {
			s.visit(to)
			s.lowest[g] = min(s.lowest[g], s.lowest[to])
		} else if s.onPath[to] {
			s.lowest[g] = min(s.lowest[g], s.reached[to])
		}
	}
	if s.lowest[g] == s.reached[g] {
		s.close(g, slices.Contains(next, g))
	}
}

// close takes a goal and all that it led to off the path: they lead to each other.
func (s *loopSearch) close(g *goal, toItself bool) {
	first := slices.Index(s.path, g)
	members := s.path[first:]
	s.path = s.path[:first]
	for _, member := range members {
		s.onPath[member] = false
	}
	if len(members) == 1 && !toItself {
		return
	}
	s.loops++
	for _, member := range members {
		s.found[member] = s.loops
	}
}
