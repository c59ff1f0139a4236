# Balie: everything a developer runs. `make` alone lists it.

export GOTOOLCHAIN := auto
TOOL := go tool -modfile=tools/go.mod
DEMO := .cache/demo

.DEFAULT_GOAL := help

.PHONY: help
help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build the one binary, ./balie
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o balie ./cmd/balie

.PHONY: run
run: build ## build, then serve with the data in ./data
	./balie serve --data ./data $$([ "$$(id -u)" -ne 0 ] || echo --allow-root)

.PHONY: demo
demo: build ## build, then serve a fresh demo that the next one throws away
	rm -rf $(DEMO)
	mkdir -p $(DEMO)
	./balie serve --demo --data $(DEMO)

.PHONY: test
test: ## install what is missing, check and test everything
	@./scripts/test.sh

.PHONY: lint
lint: ## gofumpt, go vet, staticcheck
	@./scripts/lint.sh

.PHONY: generate
generate: ## write the Go files of the templ components
	$(TOOL) templ generate

.PHONY: fuzz
fuzz: ## run each fuzz target for 30 seconds
	@./scripts/fuzz.sh 30s

.PHONY: clean
clean: ## remove what was built and what tests left; ./data stays
	rm -rf balie .cache test-output

-include bench.mk

.PHONY: crash
crash: ## kill -9 again and again under load; KILLS=12 SEED=1
	@KILLS="$(KILLS)" SEED="$(SEED)" ./scripts/crash.sh

.PHONY: weigh
weigh: ## measure pages, memory, start and the binary against their budgets
	@./scripts/weigh.sh

.PHONY: pictures
pictures: ## make the pictures of the guides anew
	@./scripts/pictures.sh
