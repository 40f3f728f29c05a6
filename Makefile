# Thin on purpose: each target has the name that a newcomer would guess.

SWIFT   ?= swift
PREFIX  ?= /usr/local
DESTDIR ?=
PORT    ?= 9234
SECONDS ?= 300

BIN := bin/spidey bin/thor
SOURCES := Package.swift $(shell find Sources -type f)

.NOTPARALLEL:
.PHONY: run build test lint format fuzz bench bench-table experiments report \
    install clean help needs

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

run: bin/spidey ## Build and serve the sample site at http://localhost:9234/ (PORT=...)
	bin/spidey -f -v -d www -p $(PORT)

build: $(BIN) ## Build the release binaries into bin/

# Stripped copies: strip writes a binary in large pieces, which then lie in large pieces in the page
# cache, so a fork of it causes fewer page faults (docs/decisions/0001-cheap-forks.md).
bin/%: $(SOURCES)
	$(SWIFT) build -c release --product $*
	@mkdir -p bin
	strip -o $@.new .build/release/$*
	mv -f $@.new $@

test: needs lint build ## Install what the tests need and run everything
	SPIDEY_BINARY="$(CURDIR)/bin/spidey" THOR_BINARY="$(CURDIR)/bin/thor" \
	    PATH="$(CURDIR)/.build/test-venv/bin:$$PATH" $(SWIFT) test
	Fuzz/run 5
	SPIDEY_BINARY="$(CURDIR)/bin/spidey" THOR_BINARY="$(CURDIR)/bin/thor" experiments/check

needs:
	scripts/install-test-needs
	experiments/install-needs

lint: ## Check the formatting of all Swift files, and all shell scripts
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Fuzz bench
	scripts/lint-shell

format: ## Format all Swift files
	$(SWIFT) format format --in-place --recursive Package.swift Sources Tests Fuzz bench

fuzz: ## Fuzz each parser (SECONDS=300)
	Fuzz/run $(SECONDS)

bench: build ## Measure everything against the peers (bench/README.md)
	bench/install-peers
	bench/run --save

bench-table: ## Print the table of the last full run
	bench/table

experiments: build ## Measure everything and write the report (QUICK=1: 4 minutes; else about 40)
	QUICK="$(QUICK)" experiments/all

report: bin/thor ## Write the report from the existing data (AUTHORS="...", DATA=directory)
	experiments/install-needs
	experiments/report.sh

install: build ## Install binaries and shell completions (PREFIX, DESTDIR)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin
	@for name in spidey thor; do \
	    set -e; \
	    install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions; \
	    install -d $(DESTDIR)$(PREFIX)/share/zsh/site-functions; \
	    install -d $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d; \
	    bin/$$name --generate-completion-script bash \
	        > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$name; \
	    bin/$$name --generate-completion-script zsh \
	        > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_$$name; \
	    bin/$$name --generate-completion-script fish \
	        > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/$$name.fish; \
	done

clean: ## Remove everything that was built
	rm -rf .build bin
