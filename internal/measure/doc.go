/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package measure keeps the answers that goals are judged on. Goals subscribe to questions; each distinct question is
// one poll an interval, whoever shares it, and only an answer that differs from the one before wakes the goals that
// asked. So a number that stands still costs its query and nothing else.
//
// The past of a number is a question too, on a grid of points. It is loaded once and then grows point by point, some time
// after each that comes from its hash; goals are judged on a new point at a date of their own, and are not woken for it.
//
// One lock guards the state, and nothing slow happens under it. A scheduler moves what is due to the desk of its
// source, where namespaces are served in fairness. Workers take it from there; they exist only while there is work, and
// a source that hangs holds up only its own. A source that is replaced gets a new desk, so nothing that the old one
// still says is heard.
package measure
