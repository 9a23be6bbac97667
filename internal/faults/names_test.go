/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// names are what a DNS knows, and can change its mind about.
type names struct {
	mu     sync.Mutex
	known  map[string]netip.Addr // by the name with the root's dot
	silent bool
}

// are sets what a name stands for from now on.
func (n *names) are(name, address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known == nil {
		n.known = map[string]netip.Addr{}
	}
	n.known[name+"."] = netip.MustParseAddr(address)
}

// forget makes a name one that there is not.
func (n *names) forget(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.known, name+".")
}

// falls silent, or speaks again.
func (n *names) falls(silent bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.silent = silent
}

// resolver asks that DNS and no other.
func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer func() { _ = server.Close() }()
			n.serve(server)
		}()
		return client, nil
	}}
}

// serve answers until the other side hangs up. It speaks as over TCP: each message after its length.
func (n *names) serve(conn net.Conn) {
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		packet := make([]byte, int(size[0])<<8|int(size[1]))
		if _, err := io.ReadFull(conn, packet); err != nil {
			return
		}
		answer := n.answer(packet)
		if answer == nil {
			continue
		}
		if _, err := conn.Write(append([]byte{byte(len(answer) >> 8), byte(len(answer))}, answer...)); err != nil {
			return
		}
	}
}

// answer is nil where none comes.
func (n *names) answer(packet []byte) []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	var m dnsmessage.Message
	if err := m.Unpack(packet); err != nil || n.silent || len(m.Questions) == 0 {
		return nil
	}
	question := m.Questions[0]
	m.Response, m.Additionals = true, nil
	address, known := n.known[strings.ToLower(question.Name.String())]
	header := dnsmessage.ResourceHeader{Name: question.Name, Class: question.Class}
	switch {
	case !known:
		m.RCode = dnsmessage.RCodeNameError
	case question.Type == dnsmessage.TypeA && address.Is4():
		m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: address.As4()}}}
	case question.Type == dnsmessage.TypeAAAA && address.Is6():
		m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: address.As16()}}}
	}
	packed, err := m.Pack()
	if err != nil {
		return nil
	}
	return packed
}
