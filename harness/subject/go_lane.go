// SPDX-License-Identifier: MIT

// A Go lane: the Go originals of the scenarios as a library that a worker opens,
// one library for each version of Go. scripts/go-lanes builds it, with list.go,
// which it writes; harness/subject/go_runtime.h has the C side.
//
// Who runs on what: the worker calls lane_enter once. From then on its sampling
// runs in C on a thread that Go made and that belongs to one goroutine, and comes
// back into Go for each batch. Such a call costs 130-250 ns in every version of
// Go. From a thread that C made it costs 1.6 us with go1.19, and 29 us and more
// with go1.21 and go1.22, which ask the C library for the thread's stack at each
// call, and that reads /proc/self/maps. The clock is read inside Go, so a batch's
// time has neither.
//
// Units: ns, bytes. Threads: lane_enter's function is the only caller after it.
package main

/*
#include <stdint.h>
typedef void lane_function(void *context);
static inline void call_lane_function(lane_function *f, void *context) { f(context); }
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"unsafe"
)

// original is one variant of a scenario at one size; 0: it has one size only.
type original struct {
	scenario, variant string
	size              int
	allocs, bytes     int // of one operation, by this version of Go: what it declares
	run               func(i int) int
}

// How a batch is run; as enum go_batch in go_runtime.h.
const (
	batchPlain = iota
	batchAlloc // no collection comes: the collector is off
)

// The runtime's own clock: CLOCK_MONOTONIC, without a system call.
//
//go:linkname nanotime runtime.nanotime
func nanotime() int64

// The phase of the collection that goes on; 0: none does.
//
//go:linkname gcphase runtime.gcphase
var gcphase uint32

// Sweeps a span that the last collection left; ^0: there is none.
//
//go:linkname sweepone runtime.sweepone
func sweepone() uintptr

var percent int // GOGC; -1: off

// loop calls through a variable, so that no version of Go can inline an original
// into it: both variants pay the same call.
//
//go:noinline
func loop(run func(int) int, ops int) int {
	sum := 0
	for i := 0; i < ops; i++ {
		sum += run(i)
	}
	return sum
}

//export lane_batch
func lane_batch(index C.uint64_t, how C.int, ops C.uint64_t, sum *C.uint64_t) C.uint64_t {
	run := originals[index].run
	if how == batchAlloc {
		debug.SetGCPercent(-1)
	}
	start := nanotime()
	result := loop(run, int(ops))
	took := nanotime() - start
	if how == batchAlloc {
		debug.SetGCPercent(percent)
	}
	*sum += C.uint64_t(result)
	return C.uint64_t(took)
}

// What the collector has done so far.
type collected struct{ collections, pauses int64 }

var stats debug.GCStats // kept, so that reading it allocates nothing

func collectedNow() collected {
	debug.ReadGCStats(&stats)
	return collected{stats.NumGC, int64(stats.PauseTotal)}
}

// lane_finish finishes the collection that goes on and sweeps what one has left to
// sweep. ns. Without it the operations of the next cycle would do that work.
//
//export lane_finish
func lane_finish() C.uint64_t {
	start := nanotime()
	for gcphase != 0 {
		runtime.Gosched()
	}
	for sweepone() != ^uintptr(0) {
	}
	return C.uint64_t(nanotime() - start)
}

// lane_marking: 1 while a collection goes on.
//
//export lane_marking
func lane_marking() C.int {
	if gcphase != 0 {
		return 1
	}
	return 0
}

// lane_collections gives how many collections have ended and how long all of them
// stopped the program, in ns.
//
//export lane_collections
func lane_collections(pauses *C.uint64_t) C.uint64_t {
	now := collectedNow()
	if pauses != nil {
		*pauses = C.uint64_t(now.pauses)
	}
	return C.uint64_t(now.collections)
}

const countTries = 5

// lane_count gives what one operation allocates. The runtime's own allocations
// come when they like and only add: the least of some tries is rounded to whole ones.
//
//export lane_count
func lane_count(index, ops C.uint64_t, allocs, bytes, sum *C.uint64_t) {
	n := uint64(ops)
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for try := 0; try < countTries; try++ {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		*sum = C.uint64_t(loop(originals[index].run, int(ops)))
		runtime.ReadMemStats(&after)
		nowAllocs := C.uint64_t((after.Mallocs - before.Mallocs + n/2) / n)
		nowBytes := C.uint64_t((after.TotalAlloc - before.TotalAlloc + n/2) / n)
		if try == 0 || nowAllocs < *allocs {
			*allocs = nowAllocs
		}
		if try == 0 || nowBytes < *bytes {
			*bytes = nowBytes
		}
	}
}

// What is held besides the objects: the stacks of goroutines.
func heldNow() (objects, bytes uint64) {
	var stats runtime.MemStats
	for i := 0; i < 4; i++ { // finalizers, and what they held
		runtime.GC()
	}
	runtime.ReadMemStats(&stats)
	return stats.HeapObjects, stats.HeapAlloc + stats.StackInuse
}

// lane_hold makes instances and gives what was added to the objects and to the
// bytes of heap and stacks. between is called before the first and after the
// last, with a full collection done: the kernel's figures of memory are read there.
//
//export lane_hold
func lane_hold(index, instances C.uint64_t, between *C.lane_function, context unsafe.Pointer,
	objects, bytes *C.double, sum *C.uint64_t) {
	run := originals[index].run
	run(0)
	objectsFrom, bytesFrom := heldNow()
	C.call_lane_function(between, context)
	*sum = C.uint64_t(loop(run, int(instances)))
	runtime.Gosched() // goroutines that were started get to where they wait
	objectsTo, bytesTo := heldNow()
	C.call_lane_function(between, context)
	*objects = C.double(float64(objectsTo) - float64(objectsFrom))
	*bytes = C.double(float64(bytesTo) - float64(bytesFrom))
}

var live []unsafe.Pointer

// lane_live keeps so many objects alive from now on, full of pointers, each
// pointing to the one before it: what a collection has to mark.
//
//export lane_live
func lane_live(objects, size C.uint64_t) {
	words := (int(size) + 7) / 8
	if words == 0 {
		words = 1
	}
	live = make([]unsafe.Pointer, objects)
	for i := range live {
		object := make([]unsafe.Pointer, words)
		if i > 0 {
			object[0] = live[i-1]
		}
		live[i] = unsafe.Pointer(&object[0])
	}
}

// growStack makes the goroutine's stack as large as any original needs it. It
// stays so (GODEBUG=gcshrinkstackoff=1): no batch grows it, and it never moves
// under a pointer that a stack variant has hidden (scenarios/gort).
//
//go:noinline
func growStack(frames int) byte {
	var frame [1 << 17]byte
	if frames == 0 {
		return frame[0]
	}
	return growStack(frames-1) + frame[frames]
}

const stackFrames = 256 // 32 MiB

//export lane_enter
func lane_enter(function *C.lane_function, context unsafe.Pointer) {
	percent = debug.SetGCPercent(-1)
	debug.SetGCPercent(percent)
	done := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		growStack(stackFrames)
		debug.FreeOSMemory() // or the smaller stacks go back to the kernel during the first turns
		C.call_lane_function(function, context)
		close(done)
	}()
	<-done
}

// collectorName: Green Tea is the default from go1.26 on and an experiment in
// go1.25; a version that was built with other experiments says so.
func collectorName() string {
	var minor int
	version := runtime.Version()
	fmt.Sscanf(version, "go1.%d", &minor)
	green := minor >= 26 || strings.HasPrefix(version, "devel")
	if strings.Contains(version, "nogreenteagc") {
		green = false
	} else if strings.Contains(version, "greenteagc") {
		green = true
	}
	if green {
		return "Green Tea"
	}
	return "mark-sweep by object"
}

func setting(key string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == key {
				return s.Value
			}
		}
	}
	return ""
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// lane_describe gives lines for the parent, each a word and its fields with tabs
// between: set KEY VALUE, original SCENARIO VARIANT SIZE ALLOCS BYTES, and
// broken SCENARIO REASON for what this Go does not build. The caller frees it.
//
//export lane_describe
func lane_describe() *C.char {
	var text strings.Builder
	for _, s := range [][2]string{
		{"version", runtime.Version()},
		{"GOGC", orElse(os.Getenv("GOGC"), "100")},
		{"GOMEMLIMIT", orElse(os.Getenv("GOMEMLIMIT"), "off")},
		{"GOAMD64", setting("GOAMD64")},
		{"GODEBUG", os.Getenv("GODEBUG")},
		{"GOMAXPROCS", fmt.Sprint(runtime.GOMAXPROCS(0))},
		{"collector", collectorName()},
	} {
		fmt.Fprintf(&text, "set\t%s\t%s\n", s[0], s[1])
	}
	for _, o := range originals {
		fmt.Fprintf(&text, "original\t%s\t%s\t%d\t%d\t%d\n", o.scenario, o.variant, o.size,
			o.allocs, o.bytes)
	}
	for scenario, reason := range broken {
		fmt.Fprintf(&text, "broken\t%s\t%s\n", scenario, reason)
	}
	return C.CString(text.String())
}

func main() {}
