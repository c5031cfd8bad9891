"""What a month costs, by the configuration: printed, and within the goals."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.configuration import (
    Account,
    CostExplorerReading,
    Deployment,
    Encryption,
    OrganizationAccounts,
)
from costgov.domain.prices import list_prices
from typer.testing import CliRunner

from cli.estimate import costs
from cli.estimate.result import Estimate, estimate
from cli.estimate.scale import Scale, scale_of
from cli.main import app

ONE = {"accounts": 1, "regions": 1, "instances": 30, "services": 20}
LARGE = {"accounts": 100, "regions": 1, "instances": 5_000, "services": 40}
EXPORTS = Deployment(cost_source="billing_files")


def of(deployment: Deployment, **given: int) -> Estimate:
    return estimate(deployment, scale_of(deployment, **given), list_prices())


@pytest.mark.parametrize(
    ("deployment", "given", "most", "at_most"),
    [
        (Deployment(), ONE, 3, 3),
        (EXPORTS, ONE, 3, 3),
        (EXPORTS, LARGE, 12, 13),
        (Deployment(), LARGE, 42, 42),
    ],
)
def test_a_month_stays_within_what_was_promised(
    deployment: Deployment, given: dict[str, int], most: int, at_most: int
) -> None:
    found = of(deployment, **given)

    assert 0 < found.usd <= most
    assert found.usd <= found.usd_at_most <= at_most
    assert found.usd == sum(line.usd for line in found.lines)


def test_the_weekly_metrics_of_5_000_instances_and_their_volumes_cost_at_most_3_dollars() -> None:
    lines = {line.item: line for line in of(EXPORTS, **LARGE, resources=0).lines}

    assert 2 < lines["cloudwatch_metrics"].usd < 3


def test_volumes_and_further_resources_take_metrics_writes_and_storage_of_their_own() -> None:
    def used(**given: int) -> dict[str, Decimal]:
        return {line.item: line.quantity for line in of(EXPORTS, **ONE | given).lines}

    bare = used(volumes=0, resources=0)
    for more in (used(volumes=45, resources=0), used(volumes=0, resources=200)):
        for item in ("cloudwatch_metrics", "dynamodb_write_units", "dynamodb_read_units"):
            assert more[item] > bare[item]
    assert used()["cloudwatch_metrics"] == used(volumes=45, resources=200)["cloudwatch_metrics"]


def test_every_month_that_is_read_again_takes_its_pages() -> None:
    requests = [
        costs.daily_requests(
            scale_of(Deployment(cost_explorer=CostExplorerReading(reread_months=months)), **LARGE)
        )
        for months in (0, 1, 3)
    ]

    assert requests[0] < requests[1] < requests[2]


def test_without_discovery_only_the_configured_tags_are_asked_for() -> None:
    reading = CostExplorerReading(discover=False)
    none, two = (
        scale_of(Deployment(cost_explorer=reading, tags=tags), **ONE)
        for tags in ((), ("Team", "Stage"))
    )
    discovering = scale_of(Deployment(tags=("Team", "Stage")), **ONE)

    assert (costs.turns(none), costs.turns(two)) == (0, 1)
    found = [costs.back_fill_requests(scale) for scale in (none, two, discovering)]
    assert [more - found[0] for more in found] == [0, 2, 4]


def test_accounts_that_are_discovered_are_looked_at_in_the_organisation_s_regions() -> None:
    three = ("us-east-1", "eu-west-1", "eu-central-1")
    listed = (Account(id="111111111111", regions=("us-east-1",)),)
    discovered = OrganizationAccounts(discover=True, regions=three)

    scale = scale_of(Deployment(accounts=listed, organization=discovered), accounts=10)

    assert scale.targets == 30
    assert scale_of(Deployment(organization=OrganizationAccounts(discover=True))).regions == 1


def test_as_many_groupings_a_day_are_priced_as_are_configured() -> None:
    deployment = Deployment(cost_explorer=CostExplorerReading(groupings_per_day=4))

    assert costs.daily_requests(scale_of(deployment, **ONE, tags=20)) == 8
    assert costs.daily_requests(scale_of(deployment, **ONE, tags=1)) == 8


def test_one_account_takes_five_requests_a_day_whether_aws_findings_are_read_or_not() -> None:
    without = Deployment(cost_explorer=CostExplorerReading(aws_anomalies=False))

    assert costs.daily_requests(scale_of(without, **ONE)) == 5
    assert costs.daily_requests(scale_of(Deployment(), **ONE)) == 5


def test_more_groups_take_more_pages_and_the_first_read_the_most() -> None:
    small = scale_of(Deployment(), **LARGE, groups_per_page=10_000)
    large = scale_of(Deployment(), **LARGE, groups_per_page=1_000)

    assert costs.daily_requests(small) < costs.daily_requests(large)
    assert costs.back_fill_requests(large) > 5 * costs.daily_requests(large)


def test_files_pay_for_no_request_and_read_nothing_first() -> None:
    found = of(EXPORTS, **LARGE)

    assert "cost_explorer_requests" not in {line.item for line in found.lines}
    assert (found.back_fill_requests, found.back_fill_usd) == (0, Decimal(0))


def test_a_customer_key_is_priced_only_where_it_is_chosen() -> None:
    chosen = Deployment(encryption=Encryption(customer_key=True))

    with_key = {line.item: line.usd for line in of(chosen, **ONE).lines}

    assert with_key["customer_key"] == 1
    assert of(chosen, **ONE).usd - of(Deployment(), **ONE).usd >= 1
    assert "customer_key" not in {line.item for line in of(Deployment(), **ONE).lines}


def test_the_configuration_says_how_much_there_is() -> None:
    accounts = (
        Account(id="111111111111", regions=("us-east-1", "eu-central-1")),
        Account(id="222222222222", regions=("us-east-1", "eu-central-1")),
    )

    scale = scale_of(Deployment(accounts=accounts, tags=("Team", "Env")))

    assert (scale.accounts, scale.regions, scale.targets) == (2, 2, 4)
    assert (scale.instances, scale.tags) == (60, 2)


def test_the_command_prints_every_line_and_what_is_not_built(tmp_path: Path) -> None:
    config = tmp_path / "costgov.yaml"
    config.write_text("deployment:\n  region: eu-central-1\n")

    shown = CliRunner().invoke(app, ["estimate", "--config", str(config)], terminal_width=200)
    parsed = CliRunner().invoke(app, ["estimate", "--config", str(config), "--json"])

    assert "cost explorer" in shown.output
    assert "Not built, and therefore not priced" in shown.output
    assert "Once, the first read of 13 months" in shown.output.replace("\n", " ")
    answer = json.loads(parsed.output)
    assert Decimal(answer["usd"]) == sum(Decimal(line["usd"]) for line in answer["lines"])
    assert answer["back_fill"]["requests"] > 0


def test_a_price_table_of_ones_own_replaces_list_prices(tmp_path: Path) -> None:
    config, prices = tmp_path / "costgov.yaml", tmp_path / "prices.csv"
    config.write_text("deployment: {}\n")
    prices.write_text(
        "item,usd,per,unit,free_per_month,region,as_of,source\n"
        "cost_explorer_requests,1,1,request,0,all,2026-01-01,contract\n"
    )

    answers = [
        json.loads(CliRunner().invoke(app, ["estimate", "--config", str(config), *more]).output)
        for more in (["--json"], ["--json", "--prices", str(prices)])
    ]

    assert Decimal(answers[1]["usd"]) - Decimal(answers[0]["usd"]) > 100


def test_a_source_that_does_not_exist_is_named(tmp_path: Path) -> None:
    config = tmp_path / "costgov.yaml"
    config.write_text("deployment: {}\n")

    refused = CliRunner().invoke(app, ["estimate", "--config", str(config), "--source", "guess"])

    assert refused.exit_code == 1
    assert "'guess' is no source" in refused.output


def test_a_scale_names_its_targets() -> None:
    assert Scale("cost_explorer", accounts=3, regions=2, instances=0).targets == 6
