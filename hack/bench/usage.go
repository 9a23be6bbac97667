/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// ticksPerSecond is the kernel's unit of CPU time in /proc, USER_HZ, which is the same on every Linux.
const ticksPerSecond = 100

// usage is what a process took so far.
type usage struct {
	cpu  time.Duration
	peak float64 // MiB of memory, resident
}

// usageOf reads it from /proc.
func usageOf(pid int) (usage, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return usage{}, fmt.Errorf("a process that is measured is gone: %w", err)
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return usage{}, fmt.Errorf("a process that is measured is gone: %w", err)
	}
	cpu, err := parseStat(string(stat))
	if err != nil {
		return usage{}, err
	}
	peak, err := parseStatus(string(status))
	return usage{cpu, peak}, err
}

// parseStat adds utime and stime, fields 14 and 15 of proc_pid_stat(5); the second field is a name with any characters.
func parseStat(stat string) (time.Duration, error) {
	end := strings.LastIndexByte(stat, ')')
	fields := strings.Fields(stat[end+1:])
	if end < 0 || len(fields) < 13 {
		return 0, fmt.Errorf("/proc/PID/stat reads %q", stat)
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("/proc/PID/stat: %w", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond, nil
}

// parseStatus finds VmHWM, "peak resident set size", in KiB.
func parseStatus(status string) (float64, error) {
	for line := range strings.Lines(status) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			kib, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kib / 1024, err
		}
	}
	return 0, fmt.Errorf("/proc/PID/status has no VmHWM")
}
