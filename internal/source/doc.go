/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package source is the Prometheus side of measuring: it asks a server with the Prometheus HTTP API one query and makes
// one number of the answer, or one reason why there is none.
//
// Nothing here trusts the server, the network or the query. Every connection is dialled to an address that was checked
// after it was resolved; redirects are answers, not instructions; proxies of the environment are not used; a query has
// one deadline from the dial to the last byte; an answer is cut at 4 MiB after decompression and read strictly, so that
// what is malformed is never a number; the matchers that a source enforces are in every selector that is sent; and no
// byte of an answer and no secret gets into a message: the words of every message are this package's own.
package source
