// SPDX-License-Identifier: MIT

// type -1.22: runtime.hchan 96 bytes
// type 1.23-1.24: runtime.hchan 104 bytes
// type 1.25-: runtime.hchan 112 bytes
// type -1.22: time.Ticker 80 bytes
// type 1.23-: time.Ticker 16 bytes
// go -1.22: the runtime refers to a running ticker, so one that is not stopped stays.
// go 1.23-: a ticker that nobody refers to is collected, stopped or not (time/tick.go).

package unstopped_ticker

import "time"

func Released(i int) int {
	time.NewTicker(time.Hour).Stop()
	return i
}

// Retained: to go1.22 the runtime's timers refer to it; from go1.23 on it is collected.
func Retained(i int) int {
	time.NewTicker(time.Hour)
	return i
}
