# SPDX-License-Identifier: EUPL-1.2
# The few words by which the tree is used; `make help` lists them. Meson does the building (tools/build-tree).

MAKEFLAGS += --no-print-directory
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check bench fmt build clean

help: ## list these words
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: build ## start a router full of invented data on this machine (ARGS="--listen 127.0.0.1:8080 --students 1000")
	@exec build/esc-router sandbox $(ARGS)

test: build ## run all tests, under the address and undefined behaviour sanitizers
	@tools/install-deps test browser
	@tools/install-packages tests/browser
	@tools/run-tests.mjs test

check: build ## what CI runs: format, both compilers, lint, all tests, the thread sanitizer
	@tools/install-deps test browser check
	@tools/install-packages tests/browser
	@tools/run-tests.mjs check

bench: build ## measure the router against nginx and bare SQLite (a million students; writes bench/results.md)
	@tools/install-deps bench browser
	@tools/install-packages tests/browser
	@bench/run.mjs $(ARGS)

fmt: ## format the C sources
	@tools/install-deps check
	@git ls-files --cached --others --exclude-standard '*.c' '*.h' | xargs clang-format-14 -i

build: ## compile everything; programs are build/esc-router and build/esc
	@tools/install-deps build
	@tools/build-tree build -Dtests=false

clean: ## remove what was built or measured with
	@rm -rf build build-asan build-clang build-tsan build-fuzz bench/work
