/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"time"
)

var (
	thisNetwork = netip.MustParsePrefix("0.0.0.0/8")
	broadcast   = netip.MustParseAddr("255.255.255.255")
	// Addresses at which clouds hand out the machine's own credentials, beside those that are link-local.
	metadata = []netip.Addr{
		netip.MustParseAddr("100.100.100.200"), // Alibaba Cloud
		netip.MustParseAddr("168.63.129.16"),   // Azure
		netip.MustParseAddr("192.0.0.192"),     // Oracle Cloud
		netip.MustParseAddr("fd20:ce::254"),    // Google Cloud
	}
	amazon     = netip.MustParsePrefix("fd00:ec2::/32")   // all that AWS gives a machine by itself: metadata, credentials of pods, DNS, time
	compatible = netip.MustParsePrefix("::/96")           // RFC 4291, 2.5.5.1
	nat64      = netip.MustParsePrefix("64:ff9b::/96")    // RFC 6052, 2.1
	localNAT64 = netip.MustParsePrefix("64:ff9b:1::/48")  // RFC 8215
	translated = netip.MustParsePrefix("::ffff:0:0:0/96") // RFC 2765, 2.1
	sixToFour  = netip.MustParsePrefix("2002::/16")       // RFC 3056, 2
	teredo     = netip.MustParsePrefix("2001::/32")       // RFC 4380, 2.6: a tunnel, whose ends are written into the address
)

// forbidden says whether no source may ask this address, in whatever form it is written.
func forbidden(addr netip.Addr, allowLoopback bool) bool {
	addr = addr.WithZone("").Unmap()
	if addr.IsLoopback() {
		return !allowLoopback
	}
	if addr.IsUnspecified() || addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr == broadcast || thisNetwork.Contains(addr) ||
		amazon.Contains(addr) || teredo.Contains(addr) {
		return true
	}
	for _, known := range metadata {
		if addr == known {
			return true
		}
	}
	embedded, ok := embeddedIPv4(addr)
	return ok && forbidden(embedded, allowLoopback)
}

// embeddedIPv4 is the IPv4 address that a router would send a packet for addr on to.
func embeddedIPv4(addr netip.Addr) (netip.Addr, bool) {
	bytes := addr.As16()
	switch {
	case addr.Is4():
		return netip.Addr{}, false
	case compatible.Contains(addr), nat64.Contains(addr), localNAT64.Contains(addr), translated.Contains(addr):
		return netip.AddrFrom4([4]byte(bytes[12:])), true
	case sixToFour.Contains(addr):
		return netip.AddrFrom4([4]byte(bytes[2:6])), true
	}
	return netip.Addr{}, false
}

// forbiddenAddress is the error of a dial that the guard refused.
type forbiddenAddress struct{}

func (forbiddenAddress) Error() string { return "the address is not one that a source may ask" }

// guardedDialer looks at each address after it was resolved and before anything is sent to it, so that a name that
// changes what it stands for between two looks gains nothing.
func guardedDialer(p Policy) *net.Dialer {
	return &net.Dialer{
		KeepAlive: 30 * time.Second,
		Resolver:  p.Resolver,
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			target, err := netip.ParseAddrPort(address)
			if err != nil || forbidden(target.Addr(), p.AllowLoopback) {
				return forbiddenAddress{}
			}
			return nil
		},
	}
}
