/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	older = `{"id": "GO-2024-0001", "modified": "0001-01-01T00:00:00Z", "aliases": ["CVE-2024-1"],
		"affected": [{"package": {"name": "stdlib"}}, {"package": {"name": "example.com/a"}}, {"package": {"name": "example.com/a"}}]}`
	newer = `{"id": "GO-2025-0002", "modified": "2025-06-07T00:00:00Z",
		"affected": [{"package": {"name": "example.com/a"}}]}`
)

// folderOf is a folder as github.com/golang/vulndb is one.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, records), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, records, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func both(t *testing.T) string {
	t.Helper()
	return folderOf(t, map[string]string{"GO-2024-0001.json": older, "GO-2025-0002.json": newer})
}

// day is that of the snapshots.
var day = time.Date(2026, time.June, 7, 0, 0, 0, 0, time.UTC)

// committed makes a checkout of a folder.
func committed(t *testing.T, folder string) string {
	t.Helper()
	for _, args := range [][]string{{"init", "-q"}, {"-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "--allow-empty", "-m", "records"}} {
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", folder}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE="+day.Format(time.RFC3339))
		if printed, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, printed)
		}
	}
	return folder
}

func serve(t *testing.T, status int, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/index/db.json" {
			status = http.StatusNotFound
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestFind(t *testing.T) {
	const upToDate = `{"modified": "2026-11-01T12:00:00Z"}`
	for _, tc := range []struct {
		reason   string
		status   int // of the online database
		body     string
		module   bool // is to be had
		checkout bool // is named
		want     string
		wantTold string
		wantErr  string
	}{
		{reason: "the online database is preferred", status: http.StatusOK, body: upToDate, module: true,
			want: "online", wantTold: "vulnerabilities as of 2026-11-01, from http"},
		{reason: "the module stands in for it", status: http.StatusForbidden, module: true,
			want: "local", wantTold: "vulnerabilities as of 2026-06-07, from the module golang.org/x/vulndb@latest, 2 records"},
		{reason: "a page of something else is no database", status: http.StatusOK, body: "<html>", module: true, want: "local"},
		{reason: "a database without a date is none", status: http.StatusOK, body: "{}", module: true, want: "local"},
		{reason: "who names a checkout means it", status: http.StatusOK, body: upToDate, checkout: true,
			want: "local", wantTold: "vulnerabilities as of 2026-06-07, from the checkout, 2 records"},
		{reason: "without a database nothing is sound", status: http.StatusBadGateway,
			wantErr: "no database of vulnerabilities is to be had, so nothing was checked"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			var told strings.Builder
			f := finder{online: serve(t, tc.status, tc.body), into: filepath.Join(t.TempDir(), "db"), told: &told}
			f.download = func(context.Context) (snapshot, error) {
				if !tc.module {
					return snapshot{}, errors.New("not there")
				}
				return snapshot{both(t), day}, nil
			}
			if tc.checkout {
				f.from = committed(t, both(t))
			}
			url, err := f.find(t.Context())
			if tc.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wantErr) || url != "" {
					t.Fatalf("%q, %v, want an error that says %q", url, err, tc.wantErr)
				}
				return
			}
			want := map[string]string{"online": f.online, "local": "file://" + filepath.ToSlash(f.into)}[tc.want]
			if err != nil || url != want || !strings.Contains(told.String(), tc.wantTold) {
				t.Errorf("%q, %v, told %q; want %q, told %q", url, err, told.String(), want, tc.wantTold)
			}
		})
	}
}

// The format is that of https://go.dev/security/vuln/database#api.
func TestDatabase(t *testing.T) {
	into := t.TempDir()
	if err := os.WriteFile(filepath.Join(into, "left-over.json"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := readRecords(filepath.Join(both(t), records))
	if err != nil {
		t.Fatal(err)
	}
	if err := write(into, all, day); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"index/db.json": `{"modified": "2026-06-07T00:00:00Z"}`,
		"index/modules.json": `[
			{"path": "example.com/a", "vulns": [{"id": "GO-2024-0001", "modified": "0001-01-01T00:00:00Z"}, {"id": "GO-2025-0002", "modified": "2025-06-07T00:00:00Z"}]},
			{"path": "stdlib", "vulns": [{"id": "GO-2024-0001", "modified": "0001-01-01T00:00:00Z"}]}]`,
		"index/vulns.json": `[
			{"id": "GO-2024-0001", "modified": "0001-01-01T00:00:00Z", "aliases": ["CVE-2024-1"]},
			{"id": "GO-2025-0002", "modified": "2025-06-07T00:00:00Z"}]`,
		"ID/GO-2024-0001.json": older,
		"ID/GO-2025-0002.json": newer,
	} {
		text, err := os.ReadFile(filepath.Join(into, filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(value(t, want), value(t, string(text))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := os.Stat(filepath.Join(into, "left-over.json")); err == nil {
		t.Error("a file of an older database is left")
	}
}

func value(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRecordsThatCannotBeReadAreErrors(t *testing.T) {
	for _, tc := range []struct {
		reason string
		files  map[string]string
		want   string
	}{
		{reason: "an empty folder would call everything sound", want: "holds no vulnerabilities"},
		{reason: "half a file", files: map[string]string{"GO-2024-0001.json": older[:40]}, want: "GO-2024-0001.json"},
		{reason: "govulncheck finds a record by its name", files: map[string]string{"GO-2024-0009.json": older}, want: "named after its id"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			_, err := finder{into: filepath.Join(t.TempDir(), "db"), from: committed(t, folderOf(t, tc.files))}.find(t.Context())
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want an error that says %q", err, tc.want)
			}
		})
	}
}

func TestAFolderWithoutADateIsNoCheckout(t *testing.T) {
	_, err := finder{from: both(t)}.find(t.Context())
	if err == nil || !strings.Contains(err.Error(), "is no git checkout") {
		t.Errorf("%v, want an error that says so", err)
	}
}

func TestDownloaded(t *testing.T) {
	info := filepath.Join(t.TempDir(), "v0.info")
	if err := os.WriteFile(info, []byte(`{"Version": "v0.0.0-20260607000000-0123456789ab", "Time": "2026-06-07T00:00:00Z"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		printed string
		runErr  error
		want    snapshot
		wantErr string
	}{
		{printed: `{"Dir": "/modules/vulndb", "Info": "` + info + `"}`, want: snapshot{"/modules/vulndb", day}},
		{printed: `{"Dir": "/modules/vulndb", "Info": "` + info + `.gone"}`, wantErr: "no such file"},
		{printed: `{"Error": "no such module"}`, runErr: errors.New("exit status 1"), wantErr: "no such module"},
		{runErr: errors.New("go: not found"), wantErr: "go mod download gives no folder: go: not found"},
	} {
		got, err := downloaded([]byte(tc.printed), tc.runErr)
		if got != tc.want || (err == nil) != (tc.wantErr == "") || err != nil && !strings.Contains(err.Error(), tc.wantErr) {
			t.Errorf("%s: %v, %v, want %v, %q", tc.printed, got, err, tc.want, tc.wantErr)
		}
	}
}
