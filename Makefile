# Thin: fetch what is missing, configure, build, call the program.
#
#   make bench [ARGS="return_pointer --effort quick"]   measure; table and CSV files
#   make check                                         can this machine be believed?
#   make test  [PRESETS="gcc clang asan"]               all tests, under each build
#   make test-pmu                                       the counters, in emulated machines
#   make format, make lint, make clean
ARGS    ?=
PRESETS ?= gcc clang asan

.PHONY: bench check build test test-pmu format lint clean

bench: build
	build/release/escapebench run $(ARGS)

check: build
	build/release/escapebench check $(ARGS)

build:
	@scripts/bootstrap bench
	@scripts/build release

test:
	@scripts/bootstrap bench test
	@scripts/test $(PRESETS)

test-pmu:
	@scripts/bootstrap bench pmu
	@tests/pmu-lab/build
	@tests/pmu-lab/run

format:
	clang-format-14 -i $$(git ls-files '*.c' '*.h')

lint:
	@scripts/bootstrap bench test lint
	@scripts/lint

clean:
	rm -rf build
