# greffe: the registry of inbound paper mail. `make help` lists what can be made.
#
# There is one build, in release mode, in .build/release/. The tests run against that same build: evidence code is up to
# a hundred times slower in debug mode, and what is tested is then what is installed.

SWIFT ?= swift
PREFIX ?= /usr
DESTDIR ?=

# SwiftPM builds a target that imports a sibling it never declared, silently; this check refuses it.
BUILD = $(SWIFT) build -c release --explicit-target-dependency-import-check error

PROGRAMS = greffe greffed greffe-verify
BIN = .build/release
FORMATTED = Package.swift Sources Tests $(wildcard Benchmarks)
BENCHMARKS = $(sort $(wildcard Benchmarks/*/run))
SOAKS = $(sort $(wildcard Benchmarks/*/soak))

# One SwiftPM at a time writes .build.
.NOTPARALLEL:
.DEFAULT_GOAL := build
.PHONY: build setup test check lint linkage exposure simulation bench bench-archive bench-reading bench-unread soak demo install deb clean help seda-schema

build: ## all programs, in release mode, into .build/release/ (the default)
	@$(BUILD)

setup: ## install the Debian packages that are missing; nothing else is changed on the machine
	@scripts/set-up

# The longest run on two cores took half of this.
TESTS_MINUTES = 45

test: setup ## set up, build, and run every test
	@$(BUILD) --build-tests
	@SWIFT="$(SWIFT)" scripts/run-tests $(TESTS_MINUTES)

check: setup lint build linkage exposure simulation test ## what continuous integration runs: all of these

lint: ## the format of every source file; `swift format -i` mends it
	@$(SWIFT) format lint --strict --recursive $(FORMATTED)

linkage: build ## what each program links, and must not
	@scripts/check-linkage $(BIN)

simulation: build ## power cuts and other accidents over a simulated disk, 2,000 small worlds
	@$(BIN)/greffe-sim --seeds 2000

exposure: ## what systemd thinks of the unit's exposure
	@scripts/check-exposure

bench: setup build ## run each benchmark and print its figures
	@scripts/set-up python3-pil python3-numpy fonts-liberation
	@export PAGES=$${PAGES:-22}; for run in $(BENCHMARKS); do echo "== $$run"; "$$run" || exit 1; done
	@[ -n "$(BENCHMARKS)" ] || echo "no benchmark in Benchmarks/ yet"

# What is measured against, and what draws the pages, is no part of greffe: installed here and nowhere else.
bench-reading: build ## reading beside OCRmyPDF and Tesseract, 132 pages, into docs/benchmarks
	@scripts/set-up ocrmypdf python3-pil python3-numpy fonts-dejavu-core fonts-liberation linux-perf
	@Benchmarks/reading/run --write
	@Benchmarks/reading/profile --write || echo "no profile was made; Benchmarks/reading/profile says why" >&2

bench-unread: build ## pages of which a part cannot be read: which go to a person, into docs/benchmarks
	@scripts/set-up python3-pil python3-numpy python3-scipy fonts-dejavu-core fonts-liberation fonts-dancingscript
	@Benchmarks/reading/unread --write

bench-archive: build ## an index of LETTERS letters (20,000): build rate, size, search times
	@Benchmarks/archive/run

soak: setup build ## the long versions: 200,000 simulated worlds, the attack matrix, the fuzzers, the programs under load
	@$(BIN)/greffe-sim --seeds 200000
	@$(BUILD) --build-tests
	@GREFFE_FAULTS=all GREFFE_KILLS=1000 GREFFE_ATTACKS=1 GREFFE_MUTATIONS=10000 GREFFE_LONG_SCAN=300 \
		$(SWIFT) test -c release --skip-build --disable-xctest --no-parallel \
		--filter 'FaultTests|KillTests|IndependentVerifierTests|DossierMutationTests|LongScanTests'
	@scripts/fuzz 600
	@for run in $(SOAKS); do echo "== $$run"; "$$run" || exit 1; done

demo: setup build ## a small day's mail through the whole house, with comments
	@scripts/demo

install: ## install the built programs and the systemd unit below $(DESTDIR)$(PREFIX)
	@[ -x $(BIN)/greffed ] || { echo "nothing is built: run \`make\` first" >&2; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/greffe
	install -m 0755 $(addprefix $(BIN)/,$(PROGRAMS)) $(DESTDIR)$(PREFIX)/bin/
	install -m 0755 $(BIN)/greffe-worker $(DESTDIR)$(PREFIX)/libexec/greffe/
	install -D -m 0644 packaging/sysusers.d/greffe.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/greffe.conf
	install -D -m 0644 packaging/tmpfiles.d/greffe.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/greffe.conf
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|/usr/bin/|$(PREFIX)/bin/|g' packaging/systemd/greffed.service \
		> $(DESTDIR)$(PREFIX)/lib/systemd/system/greffed.service
	chmod 0644 $(DESTDIR)$(PREFIX)/lib/systemd/system/greffed.service
	install -D -m 0644 packaging/systemd/greffed-seals.conf $(DESTDIR)$(PREFIX)/share/greffe/greffed-seals.conf
	scripts/make-manual $(BIN) $(DESTDIR)$(PREFIX)/share

deb: build ## a Debian package of the programs, into .build/
	@packaging/debian/build $(BIN) .build

seda-schema: ## the schema of SEDA 2.2, which the tests of transfers then use; needs the network
	@scripts/seda-schema

clean: ## remove everything that was built
	$(SWIFT) package clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
