# What this project needs beside Go is installed where it is missing, or it says what to install.
SHELL := /bin/bash
GO ?= go
TOOLS := $(CURDIR)/.tools
LINT_VERSION := v2.15.0
LINT := $(TOOLS)/golangci-lint-$(LINT_VERSION)
FUZZTIME ?= 10s
# SQLite's engine is a translation from C: watching its memory would take most of the time and say nothing about this project.
RACE := -race -gcflags='modernc.org/...=-race=false'
# The models draw sequences; under the race detector they would take most of the time, so that is left to prove. How a log grows is a comparison of times.
MODELS := ApprovalModel|GrantModel
ALONE := $(MODELS)|Growth
VERSION ?= dev

.DEFAULT_GOAL := help
.PHONY: help test lint unit fuzz prove bench package build pictures postgres chromium node document tidy

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  \1\t/'

test: lint unit fuzz ## Everything: vet, lint, race detector, shuffled order, both databases, a short fuzz

build: ## Build the static binary into dist/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.release=$(VERSION)" -o dist/rollcall ./cmd/rollcall

lint: $(LINT) tidy ## vet, golangci-lint, and a tidy go.mod
	$(GO) vet ./...
	$(LINT) run ./...

tidy:
	$(GO) mod tidy -diff

$(LINT):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(TOOLS)/golangci-lint $(LINT)

unit: postgres chromium node document
	$(GO) test $(RACE) -shuffle=on -timeout 30m -skip '$(ALONE)' ./...
	$(GO) test -shuffle=on -timeout 15m -run '$(ALONE)' ./cmd/rollcall ./bot/store

fuzz:
	$(GO) test -run '^$$' -fuzz FuzzParse -fuzzminimizetime 1s -fuzztime $(FUZZTIME) ./bot/command

# The version before, which a rolling deploy replaces.
PREVIOUS ?= 9153456
dist/previous:
	mkdir -p dist/previous.src && git archive $(PREVIOUS) | tar -x -C dist/previous.src
	cd dist/previous.src && $(GO) build -o ../previous ./cmd/rollcall
	rm -rf dist/previous.src

prove: postgres node document dist/previous ## The long proofs: more fuzzing, random kills, minutes at the limit
	$(GO) test -run '^$$' -fuzz FuzzParse -fuzzminimizetime 1s -fuzztime 3m ./bot/command
	ROLLCALL_PROVE=1 ROLLCALL_PREVIOUS=$(CURDIR)/dist/previous $(GO) test $(RACE) -shuffle=on -timeout 60m -v -run '$(MODELS)|Kill|Lost|Paused|Together|Ration|AsanaFaults|SteadyStream' ./cmd/rollcall
	ROLLCALL_PROVE=1 $(GO) test -shuffle=on -timeout 60m -v -run 'Outage|Crash|LogClosed' ./cmd/rollcall
	ROLLCALL_PROVE=1 $(GO) test $(RACE) -shuffle=on -timeout 60m -v -run 'WAL' ./bot/store
	ROLLCALL_PROVE=1 $(GO) test -timeout 90m -v -run 'Growth' ./bot/store
	ROLLCALL_PROVE=1 $(GO) test $(RACE) -shuffle=on -timeout 60m -v -count 3 -run 'Model|Pace|LongList' ./asana

bench: postgres ## Benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

pictures: chromium document ## Take the pictures of the README anew, in a real browser
	ROLLCALL_PICTURES=$(CURDIR)/deploy/docs/pictures $(GO) test -count=1 -run 'TestBrowser(Story|Draft|Pick|OwnHome)$$' ./cmd/rollcall

package: ## Build the container image, with buildah or docker
	@builder=$$(command -v buildah || command -v docker) || { echo "install buildah or docker: apt-get install -y --no-install-recommends buildah"; exit 1; }; \
	case $$builder in *buildah) $$builder bud --format docker --build-arg VERSION=$(VERSION) -t rollcall:$(VERSION) . ;; \
	*) $$builder build --build-arg VERSION=$(VERSION) -t rollcall:$(VERSION) . ;; esac

# Asana's official Node client is run against the Asana sandbox.
node:
	@command -v npm >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm; \
	  else echo "Node.js is missing. Install it: apt-get install -y --no-install-recommends nodejs npm"; exit 1; fi; }

# The contract tests hold every exchange with Asana to its official document.
document:
	@test -f "$${ASANA_OAS:-../shared/asana/asana_oas.yaml}" || { echo "Asana's OpenAPI document is missing: set ASANA_OAS to its path. Asana publishes it in the GitHub repository Asana/openapi as defs/asana_oas.yaml."; exit 1; }

# What people see is tested in a real browser.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || command -v google-chrome-stable >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-color-emoji; \
	  else echo "Chromium is missing. Install it: apt-get install -y --no-install-recommends chromium fonts-noto-color-emoji"; exit 1; fi; }

# Tests run a PostgreSQL of their own; only its programs are needed.
postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || [ -n "$$PGBIN" ] || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    mkdir -p /etc/postgresql-common && grep -qs create_main_cluster /etc/postgresql-common/createcluster.conf || echo 'create_main_cluster = false' >> /etc/postgresql-common/createcluster.conf; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; \
	  else echo "PostgreSQL is missing. Install it: apt-get install -y --no-install-recommends postgresql"; exit 1; fi; }
