#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Asks the library of a Go lane what its originals allocate: lane.py FILE.so

Prints a row for each original: scenario,variant,size,declared objects,declared
bytes,objects,bytes,sum. `declared` is what scripts/go-lanes read in the original; the
sum is of as many operations as were counted (harness/subject/go_runtime.h).
"""

import ctypes
import os
import sys

OPERATIONS_BYTES, OPERATIONS_MOST = 1 << 24, 100
FUNCTION = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


def count(lane: ctypes.CDLL, index: int, size: int) -> "list[int]":
    """Objects and bytes of one operation, and the sum; on the thread that Go made."""
    operations = min(OPERATIONS_MOST, OPERATIONS_BYTES // (size + 1) + 1)
    objects, bytes_, total = (ctypes.c_uint64() for _ in range(3))
    lane.lane_count(
        ctypes.c_uint64(index),
        ctypes.c_uint64(operations),
        *(ctypes.byref(value) for value in (objects, bytes_, total)),
    )
    return [objects.value, bytes_.value, total.value]


def main() -> None:
    lane = ctypes.CDLL(sys.argv[1])
    lane.lane_describe.restype = ctypes.c_char_p
    described = lane.lane_describe().decode().splitlines()

    @FUNCTION
    def run(_: object) -> None:
        index = 0
        for line in described:
            word, *fields = line.split("\t")
            if word == "original":
                print(",".join(fields + [str(n) for n in count(lane, index, int(fields[2]))]))
                index += 1

    lane.lane_enter(run, None)
    sys.stdout.flush()
    os._exit(0)  # a Go runtime cannot be taken down


if __name__ == "__main__":
    main()
