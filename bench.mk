.PHONY: bench
bench: ## measure against the budgets; SIZES="1000 100000" ENGINES="sqlite postgres"
	@SIZES="$(SIZES)" ENGINES="$(ENGINES)" ./scripts/bench.sh
