/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// record is what the index needs of a vulnerability in the OSV format (https://ossf.github.io/osv-schema).
type record struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"` // year 1 in the repository: the online database is given it when it is built
	Aliases  []string  `json:"aliases"`
	Affected []struct {
		Package struct {
			Name string `json:"name"` // a module's path, stdlib or toolchain
		} `json:"package"`
	} `json:"affected"`

	text []byte // the whole of it
}

// askOnline gives the date of the database at a URL.
func askOnline(ctx context.Context, url string) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/index/db.json", nil)
	if err != nil {
		return time.Time{}, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return time.Time{}, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return time.Time{}, fmt.Errorf("it answers %s", response.Status)
	}
	var index struct {
		Modified time.Time `json:"modified"`
	}
	if err := json.NewDecoder(response.Body).Decode(&index); err != nil || index.Modified.IsZero() {
		return time.Time{}, errors.New("it does not answer as a database of vulnerabilities")
	}
	return index.Modified, nil
}

// snapshot is a folder with the records of a day.
type snapshot struct {
	folder string
	date   time.Time
}

// download has the go command bring the module. Its version is of the moment of its last change.
func download(ctx context.Context) (snapshot, error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	cmd.Dir = os.TempDir() // outside of any module, so that none is changed
	printed, runErr := cmd.Output()
	return downloaded(printed, runErr)
}

// downloaded reads what `go mod download -json` printed, and the file with the date that it names.
func downloaded(printed []byte, runErr error) (snapshot, error) {
	var got struct{ Dir, Info, Error string }
	if err := json.Unmarshal(printed, &got); err != nil || got.Dir == "" {
		return snapshot{}, errors.New(cmp.Or(got.Error, fmt.Sprintf("go mod download gives no folder: %v", runErr)))
	}
	text, err := os.ReadFile(got.Info)
	if err != nil {
		return snapshot{}, err
	}
	var info struct{ Time time.Time }
	if err := json.Unmarshal(text, &info); err != nil {
		return snapshot{}, fmt.Errorf("%s: %w", got.Info, err)
	}
	return snapshot{got.Dir, info.Time}, nil
}

// checkout is one of github.com/golang/vulndb, as of its newest commit.
func checkout(ctx context.Context, folder string) (snapshot, error) {
	printed, err := exec.CommandContext(ctx, "git", "-C", folder, "log", "-1", "--format=%cI").Output()
	if err != nil {
		return snapshot{}, fmt.Errorf("%s is no git checkout of github.com/golang/vulndb: %w", folder, err)
	}
	date, err := time.Parse(time.RFC3339, strings.TrimSpace(string(printed)))
	return snapshot{folder, date}, err
}

// readRecords reads every vulnerability in a folder. One that cannot be read is an error: a database without it would
// call what it speaks of sound.
func readRecords(folder string) ([]record, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s holds no vulnerabilities: name the folder that has %s", folder, records)
	}
	all := make([]record, len(paths))
	for i, path := range paths {
		if all[i], err = readRecord(path); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func readRecord(path string) (record, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return record{}, err
	}
	r := record{text: text}
	if err := json.Unmarshal(text, &r); err != nil {
		return record{}, fmt.Errorf("%s: %w", path, err)
	}
	if r.ID+".json" != filepath.Base(path) {
		return record{}, fmt.Errorf("%s speaks of %q: a record is named after its id", path, r.ID)
	}
	return r, nil
}
