"""The demo's views on what Cost Explorer answers: right where it can tell, silent elsewhere."""

from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from costgov.domain.allocation.reasons import Reason
from costgov.domain.allocation.result import added, of_metric
from costgov.domain.costs import Metric
from costgov.domain.money import EXACT
from costgov.domain.period import Month

from cli.local.standin.server import StandIn
from cli.local.synthetic import Organisation, build_organisation
from infra.config import load_configuration
from tests.contract.test_cost_explorer_standin import AS_OF, Payer, evening
from tests.unit.allocation.delivered import Estate

pytestmark = pytest.mark.loopback
DEMO = Path(__file__).resolve().parents[2] / "cli" / "local" / "demo.yaml"
MONTH = Month(2025, 9)
PAYER = "111122223333"


@cache
def synthetic() -> Organisation:
    return build_organisation()


@cache
def first_run() -> Estate:
    """The demo after its first run."""
    with StandIn(synthetic(), now=evening(AS_OF)) as standin:
        payer = Payer(standin)
        assert payer.collect().gaps == ()
    found = Estate(payer.costs, control=payer.control)
    found.configure(**load_configuration(DEMO).governance.allocation.views)
    assert found.allocate(AS_OF) == []
    return found


@pytest.fixture
def estate() -> Estate:
    """Made in the first test, whose credentials it needs."""
    return first_run()


@pytest.fixture
def organisation() -> Organisation:
    return synthetic()


def test_every_view_is_the_bill_in_every_digit_and_metric(
    estate: Estate, organisation: Organisation
) -> None:
    for view in ("team", "environment"):
        head, units = estate.month(view, MONTH), estate.units(view, MONTH).values()
        parts = [sums for unit in units for sums in unit.parts()]
        parts += [part.sums for part in head.unallocated]
        for metric, column in (
            (Metric.BILLED, "unblended"),
            (Metric.EFFECTIVE, "amortized"),
            (Metric.NET, "net_amortized"),
        ):
            bill = Decimal(0)
            for line in organisation.lines(as_known_on=AS_OF):
                if Month.of(line.day) == MONTH:
                    bill = EXACT.add(bill, getattr(line, column))
            assert of_metric(added(parts), metric) == of_metric(head.bill, metric) == bill


def test_a_team_costs_what_the_true_bill_says(estate: Estate, organisation: Organisation) -> None:
    """Of every account but the payer's, the tag decides: no rule before it asks for a service."""
    truth: dict[str, Decimal] = defaultdict(Decimal)
    for line in organisation.lines(as_known_on=AS_OF):
        team = line.tags.get("Team")
        if team and line.account_id != PAYER and Month.of(line.day) == MONTH:
            truth[team] = EXACT.add(truth[team], line.amortized)
    units = estate.units("team", MONTH)

    assert of_metric(units["checkout"].direct, Metric.EFFECTIVE) == truth["checkout"]
    search = truth["search"] + truth["Search"]
    assert of_metric(units["search"].direct, Metric.EFFECTIVE) == search


def test_support_is_shared_and_the_rest_of_the_payer_is_not_guessed(estate: Estate) -> None:
    units = estate.units("team", MONTH).values()
    assert all(unit.shared.keys() == {"support"} for unit in units)
    reasons = {part.reason for part in estate.month("team", MONTH).unallocated}
    assert reasons == {Reason.NO_RULE, Reason.UNDECIDED}
