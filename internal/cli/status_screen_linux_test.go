/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// tty is a terminal of so many columns and lines, with what its user sees.
type tty struct {
	*os.File // what a command writes to

	mu    sync.Mutex
	lines []string
	row   int
	rest  string // a sequence whose end has not come
}

func newTTY(t *testing.T, columns, lines uint16) *tty {
	t.Helper()
	user, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	fd := int(user.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: lines}); err != nil {
		t.Fatal(err)
	}
	program, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	screen := &tty{File: program}
	go func() {
		for buffer := make([]byte, 4096); ; {
			n, err := user.Read(buffer)
			screen.show(string(buffer[:n]))
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { _ = program.Close(); _ = user.Close() })
	return screen
}

var (
	cursorUp = regexp.MustCompile(`^\x1b\[(\d+)A`)
	unseenBy = regexp.MustCompile(`^\x1b\[(\?7[lh]|[\d;]*m)`)
	openEnd  = regexp.MustCompile(`^\x1b(\[[\d;?]*)?$`)
)

// show does what a terminal does with a text, as far as our texts ask it to.
func (s *tty) show(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, s.rest = s.rest+text, ""
	for text != "" {
		for len(s.lines) <= s.row {
			s.lines = append(s.lines, "")
		}
		switch up, hidden := cursorUp.FindStringSubmatch(text), unseenBy.FindString(text); {
		case openEnd.MatchString(text):
			s.rest = text
			return
		case up != nil:
			by, _ := strconv.Atoi(up[1])
			s.row, text = max(0, s.row-by), text[len(up[0]):]
		case hidden != "":
			text = text[len(hidden):]
		case strings.HasPrefix(text, clearBelow):
			s.lines, text = append(s.lines[:s.row], ""), text[len(clearBelow):]
		case text[0] == '\n':
			s.row, text = s.row+1, text[1:]
		case text[0] == '\r':
			text = text[1:]
		default:
			s.lines[s.row] += text[:1]
			text = text[1:]
		}
	}
}

// String is what the user sees.
func (s *tty) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

// awaitScreen waits until what the user sees is as wanted.
func awaitScreen(t *testing.T, s *tty, wanted func(text string) bool, reason string) {
	t.Helper()
	for deadline := time.Now().Add(watchPatience); !wanted(s.String()); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s; there is:\n%s", reason, s)
		}
	}
}

func TestWatchOnATerminal(t *testing.T) {
	const namespace = "watch-terminal"
	populate(t, namespace)
	g := newGate(t, controlPlane(t).Config())
	screen := newTTY(t, 100, 40)
	w := startWatch(t, g.caller(t), screen, "obj", "-n", namespace)
	awaitScreen(t, screen, func(text string) bool { return strings.Contains(text, "6 objectives: ") }, "no table")
	kubectl(t, "-n", namespace, "delete", "obj", "quiet-nights")
	awaitScreen(t, screen, func(text string) bool {
		return strings.Contains(text, "5 objectives: ") && !strings.Contains(text, "6 objectives: ") && !strings.Contains(text, "quiet-nights") &&
			strings.Count(text, "NAME") == 1
	}, "the new table does not stand in the place of the old one")
	g.close()
	awaitScreen(t, screen, func(text string) bool {
		return strings.HasPrefix(text, "The cluster does not answer, so this may be old: ") && strings.Contains(text, "5 objectives: ")
	}, "nobody says that the table may be old")
	g.open(t)
	awaitScreen(t, screen, func(text string) bool { return strings.HasPrefix(text, "NAME") }, "nobody says that all is well again")
	kubectl(t, "-n", namespace, "delete", "obj", "--all")
	awaitScreen(t, screen, func(text string) bool {
		return strings.TrimSpace(text) == fmt.Sprintf("Nothing is there in namespace %q.", namespace)
	}, "an empty namespace")
	w.end(t)
}

func TestScreenIsCutToTheTerminal(t *testing.T) {
	t.Parallel()
	terminal := newTTY(t, 80, 6)
	s := screenOf(terminal)
	var long []string
	for i := range 20 {
		long = append(long, fmt.Sprintf("line %d", i))
	}
	for _, tc := range []struct {
		text string
		want []string
	}{
		{strings.Join(long, "\n") + "\n", []string{"line 0", "line 1", "line 2", "line 3", "... 16 more lines"}},
		{"short\n", []string{"short"}},
	} {
		s.draw(tc.text)
		awaitScreen(t, terminal, func(text string) bool {
			return slices.Equal(strings.Split(strings.TrimSpace(text), "\n"), tc.want)
		}, fmt.Sprintf("want %q", tc.want))
	}
}
