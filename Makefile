# Thin: fetch what is missing, configure, build, call the program. `make help` lists what there is.
ARGS    ?=
PRESETS ?= gcc clang asan
RUN     ?= results/latest
AGAINST ?=
STYLE   ?=
prefix  ?= /usr/local
DESTDIR ?=

# The variable's value as one word of the shell, whatever letters it has. A line's end would
# cut the recipe in two, so the shell takes it from the environment.
define newline


endef
export newline
quoted = '$(subst $(newline),'"$$newline"',$(subst ','\'',$(value $(1))))'

.PHONY: help bench check build install dist test coverage debug test-pmu plots report format lint clean

help:
	@echo 'What an escape from stack to heap costs. Start with: make bench'
	@echo
	@echo '  make bench [ARGS="return_pointer --effort quick"]  measure; ends with one screen'
	@echo '  make check                   can this machine be believed? each finding with its fix'
	@echo '  make plots [RUN=results/latest] [AGAINST="RUN..."] [STYLE=dark]   pictures of a run'
	@echo '  make report [RUN=results/latest] [AGAINST="RUN..."]   a run as one HTML page, others beside it'
	@echo '  make build                   the program: build/release/escapebench --help'
	@echo '  make install [prefix=/usr/local] [DESTDIR=]   program, man pages, completion, docs'
	@echo '  make dist                    build/escapebench-VERSION.tar.xz, of the last commit'
	@echo
	@echo '  make test [PRESETS="gcc clang asan"]   all tests, under each build; the ten slowest'
	@echo '  make test MODULE=probe       one module'"'"'s tests, in seconds'
	@echo '  make coverage                which lines the tests reach, room by room'
	@echo '  make debug                   build/debug/escapebench, for gdb (CONTRIBUTING.md)'
	@echo '  make test-pmu                the counters, in emulated machines'
	@echo '  make format, make lint, make clean'

bench: build
	@scripts/go-lanes
	build/release/escapebench run $(ARGS)

check: build
	build/release/escapebench check $(ARGS)

build:
	@scripts/dev/bootstrap bench
	@scripts/dev/build release

install:
	@scripts/dev/bootstrap bench install
	@scripts/dev/install $(call quoted,prefix) $(call quoted,DESTDIR)

dist:
	@scripts/dev/dist

ifdef MODULE
test:
	@scripts/dev/bootstrap bench test
	@scripts/dev/test-module $(call quoted,MODULE)
else
test:
	@scripts/dev/bootstrap bench test report
	@scripts/dev/bootstrap browser || echo "without a browser the report's tests are skipped"
	@scripts/dev/bootstrap deck || echo "without LibreOffice the deck's pages are not counted"
	@scripts/dev/test $(PRESETS)
endif

coverage:
	@scripts/dev/bootstrap bench test coverage
	@scripts/dev/coverage

debug:
	@scripts/dev/bootstrap bench
	@scripts/dev/build debug
	@echo 'build/debug/escapebench; CONTRIBUTING.md has the recipe "Stepping through one worker in gdb"'

test-pmu:
	@scripts/dev/bootstrap bench pmu
	@tests/pmu-lab/build
	@tests/pmu-lab/run

plots:
	@scripts/dev/bootstrap plots
	@scripts/plots $(call quoted,RUN) $(if $(AGAINST),--against $(AGAINST)) $(if $(STYLE),--style $(STYLE))

report:
	@scripts/dev/bootstrap report
	@scripts/report $(call quoted,RUN) $(if $(AGAINST),--against $(AGAINST)) $(if $(STYLE),--style $(STYLE))

format:
	@scripts/dev/bootstrap lint
	@scripts/dev/format

lint:
	@scripts/dev/bootstrap bench test lint
	@scripts/dev/lint

clean:
	rm -rf build
