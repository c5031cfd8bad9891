"""Days in a row read from a stand-in that restates them: no difference is found that is none."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from costgov.domain.period import Month, Window
from costgov.domain.reconciliation import Reconciliation
from costgov.domain.runs import COST_EXPLORER
from costgov.pipeline import records
from costgov.pipeline.ledger import CutReader, currency_ledgers
from costgov.pipeline.reconcile import Reconciler
from costgov.pipeline.reconcile_readings import Readings

from cli.local.standin.server import StandIn
from cli.local.standin.world import PageSizes
from cli.local.synthetic import build_organisation
from tests.contract.test_cost_explorer_standin import Payer, evening

pytestmark = pytest.mark.loopback
FIRST_RUN = date(2025, 10, 6)
DAYS = 3


@pytest.fixture(scope="module")
def aws() -> Iterator[StandIn]:
    """A payer whose bill is restated for days."""
    organisation = build_organisation()
    with StandIn(organisation, now=evening(FIRST_RUN), pages=PageSizes(groups=700)) as standin:
        yield standin


def reconciled(payer: Payer, as_of: date) -> Reconciliation:
    (ledger,) = currency_ledgers(payer.costs)
    window = Window(Month.of(as_of).shift(-1).first, as_of + timedelta(days=1))
    reader = CutReader(payer.costs, ledger.currency, ledger.window(as_of))
    readings = Readings.of(records.query_readings(payer.control).all(COST_EXPLORER))
    return Reconciler(ledger, reader, frozenset(), window, as_of, readings).run()


def test_tags_that_take_turns_and_days_that_are_restated_add_up_every_day(aws: StandIn) -> None:
    payer, as_of_by_tag = Payer(aws), set()
    for number in range(DAYS):
        as_of = FIRST_RUN + timedelta(days=number)
        aws.now = evening(as_of)
        payer.time.now = evening(as_of)
        record = payer.collect(as_of)
        assert record.gaps == (), as_of
        found = reconciled(payer, as_of)
        assert len(found.checks) > 10
        for check in found.checks:
            assert check.ok, (as_of, check)
        as_of_by_tag = {check.as_of for check in found.checks if check.dimension.startswith("tag:")}
    assert len(as_of_by_tag) > 1, "tags were last read on different days"
