// SPDX-License-Identifier: MIT

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
