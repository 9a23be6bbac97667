/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command vulndb finds a database of Go's known vulnerabilities for govulncheck and prints its URL: the one at
// https://vuln.go.dev where that answers, else one that it builds from the module golang.org/x/vulndb, which the module
// proxy has. With -from it builds one from a checkout of github.com/golang/vulndb, and asks nobody. It says which one was
// taken and of what date, and fails where none is to be had.
//
//	govulncheck -db "$(go run ./hack/vulndb -o bin/vulndb)" ./...
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

const (
	online  = "https://vuln.go.dev"
	module  = "golang.org/x/vulndb@latest"
	records = "data/osv" // where checkout and module keep one file for each vulnerability
	// patience is how long the online database may take to say its date.
	patience = 5 * time.Second
)

func main() {
	f := finder{online: online, download: download, told: os.Stderr}
	flag.StringVar(&f.from, "from", "", "a checkout of github.com/golang/vulndb to build the database from; nobody is asked then")
	flag.StringVar(&f.into, "o", filepath.Join("bin", "vulndb"), "the folder that a database is built into")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	url, err := f.find(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "vulndb:", err)
		os.Exit(1)
	}
	fmt.Println(url)
}

// finder finds a database.
type finder struct {
	online   string                                  // its URL
	from     string                                  // a checkout; empty: try online, then the module
	into     string                                  // where one is built
	download func(context.Context) (snapshot, error) // the module
	told     io.Writer
}

// find gives the URL of a database for govulncheck's -db.
func (f finder) find(ctx context.Context) (string, error) {
	if f.from != "" {
		taken, err := checkout(ctx, f.from)
		if err != nil {
			return "", err
		}
		return f.local("the checkout", taken)
	}
	modified, onlineErr := askOnline(ctx, f.online)
	if onlineErr == nil {
		f.tell(f.online, modified)
		return f.online, nil
	}
	taken, err := f.download(ctx)
	if err != nil {
		return "", fmt.Errorf("no database of vulnerabilities is to be had, so nothing was checked: %s: %w; %s: %w; "+
			"let this machine reach one of them, or name a checkout of github.com/golang/vulndb: make vulncheck VULNDB=FOLDER", f.online, onlineErr, module, err)
	}
	return f.local("the module "+module, taken)
}

// local builds a database from a snapshot.
func (f finder) local(origin string, taken snapshot) (string, error) {
	entries, err := readRecords(filepath.Join(taken.folder, records))
	if err != nil {
		return "", fmt.Errorf("%s: %w", origin, err)
	}
	into, err := filepath.Abs(f.into)
	if err != nil {
		return "", err
	}
	if err := write(into, entries, taken.date); err != nil {
		return "", fmt.Errorf("write the database: %w", err)
	}
	f.tell(fmt.Sprintf("%s, %d records", origin, len(entries)), taken.date)
	return "file://" + filepath.ToSlash(into), nil
}

func (f finder) tell(what string, modified time.Time) {
	fmt.Fprintf(f.told, "vulnerabilities as of %s, from %s\n", modified.UTC().Format(time.DateOnly), what)
}
