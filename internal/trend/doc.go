/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package trend says where a number is going, and how often chance alone would look like that.
//
// The slope is that of Theil (1950) and Sen (1968), "Estimates of the regression coefficient based on Kendall's tau",
// Journal of the American Statistical Association 63: the median over all pairs of points, which a few wild values do
// not move. The test is that of Mann (1945) and Kendall (1975), Rank Correlation Methods, chapter 4, with corrections for
// ties and continuity. It takes the points for independent, which measured ones seldom are: so the variance is corrected
// for autocorrelation, see inflation.
//
// Everything here is a pure function of its arguments and nothing is random.
package trend
