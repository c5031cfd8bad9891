# Every target sets up what it needs. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup configured demo test check format layers synth bootstrap deploy docs member-template validate-focus bench-import bench-forecast bench-anomaly bench-alerts bench-budgets bench-rightsizing bench-checks bench-resources bench-query bench-api bench-cost clean

DATA ?=
EXIT ?=
LAPTOP ?=
CONFIG ?= costgov.yaml
STAGE ?= production
# Real billing data and series that tests and benchmarks use when the folder is there.
export COSTGOV_DATA ?= $(abspath $(wildcard ../shared/data))

run := .venv/bin/python -m
synced := .venv/.synced

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(synced) ## Install Python 3.13's environment from the lock
$(synced): pyproject.toml uv.lock .python-version scripts/setup
	@scripts/setup

demo: setup ## Deploy to an AWS on this machine and run (DATA=<billing file>, EXIT=1 stops after the summary)
	@.venv/bin/costgov demo $(if $(DATA),--data "$(DATA)") $(if $(filter-out 0,$(EXIT)),--exit)

test: setup layers ## All tests, the end-to-end ones included
	@$(run) pytest -n 2 --dist loadgroup --cov --cov-report=term

check: setup ## Format, lint, types, import contract, lock, generated documents
	@.tools/uv/bin/uv lock --check --quiet
	@$(run) ruff format --check --quiet .
	@$(run) ruff check --quiet .
	@$(run) mypy .
	@.venv/bin/lint-imports --no-logo
	@$(run) cli.documents --check

format: setup ## Format and mend what can be mended
	@$(run) ruff format --quiet .
	@$(run) ruff check --quiet --fix .

layers: setup ## Build the Lambda layers that are out of date
	@$(run) infra.layers

docs: setup ## Write the generated documents anew
	@$(run) cli.documents
	@$(run) functions.api.openapi

member-template: setup ## Write the template of the member accounts' role (docs/member-role.json)
	@$(run) cli.member_template

configured: setup
	@.venv/bin/costgov config check "$(CONFIG)"

synth: configured layers ## Synthesise the stacks (CONFIG, STAGE) into cdk.out
	@$(run) cli.cdk synth --quiet --context config=$(CONFIG) --context stage=$(STAGE)

bootstrap: configured layers ## Prepare the account and region for CDK, once
	@$(run) cli.cdk bootstrap --context config=$(CONFIG) --context stage=$(STAGE)

deploy: configured layers ## Deploy to the AWS account of your credentials (CONFIG, STAGE)
	@$(run) cli.cdk deploy --all --context config=$(CONFIG) --context stage=$(STAGE)

bench-import: setup ## Billing import beside DuckDB's bare aggregation and pandas
	@.tools/uv/bin/uv run --quiet --no-sync --with pyarrow python -m benchmarks.bench_import

bench-forecast: setup ## Forecast accuracy and speed beside statsforecast and Prophet (1 GB, once)
	@UV_PROJECT_ENVIRONMENT=$(CURDIR)/.tools/peers UV_PYTHON=$(CURDIR)/.venv/bin/python \
	  .tools/uv/bin/uv sync --project benchmarks/peers --locked --quiet || \
	  echo "the peers could not be installed and are left out"
	@$(run) benchmarks.bench_forecast --data "$(COSTGOV_DATA)"
	@$(run) benchmarks.bench_load --data "$(COSTGOV_DATA)"

bench-alerts: setup ## How many alerts a known organisation gets, day by day
	@$(run) benchmarks.bench_alerts

bench-budgets: setup ## How often budgets are breached that are told about the same probability
	@$(run) benchmarks.bench_budgets --data "$(COSTGOV_DATA)"

bench-rightsizing: setup ## What sizing real machines saves, how often it is too much, and the risk told
	@$(run) benchmarks.bench_rightsizing --data "$(COSTGOV_DATA)"

bench-checks: setup ## Planted waste found, false findings and money; time of 5,000 instances
	@$(run) benchmarks.bench_checks

bench-resources: setup ## Time and memory of collecting 5,000 instances of one account and region
	@$(run) benchmarks.bench_resources

bench-anomaly: setup ## Anomaly quality beside simpler methods
	@$(run) benchmarks.bench_anomaly --data "$(COSTGOV_DATA)"

bench-query: setup ## The API's year of daily costs beside the bare DynamoDB queries it makes
	@$(run) benchmarks.bench_query

bench-api: setup ## The API's own time beside DynamoDB's; 10,000 requests from its document
	@$(run) benchmarks.bench_api $(if $(filter-out 0,$(LAPTOP)),--laptop)

validate-focus: setup ## Hold FOCUS 1.2 exports to the FinOps Foundation's validator (500 MB)
	@$(run) cli.local.focus_validation

bench-cost: setup ## What a day really uses of AWS beside the estimate, up to 100 accounts
	@$(run) benchmarks.bench_own_cost

clean: ## Remove what was built, not what was installed
	@rm -rf build cdk.out .coverage* htmlcov
