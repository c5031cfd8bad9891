"""From a billing file to units: the keys that the import tells together are those rules look at."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.domain.allocation.reasons import Reason
from costgov.domain.allocation.result import added, of_metric
from costgov.domain.costs import Metric
from costgov.domain.money import exact_sum
from costgov.domain.period import Month
from costgov.pipeline import records
from costgov.pipeline.ledger import currency_ledgers

from tests.unit.allocation.delivered import Estate
from tests.unit.billing.files import csv_bytes, focus, read

SAMPLE = Path(os.environ.get("COSTGOV_DATA", "")) / "billing_exports" / "focus_sample_1.0.csv"


def line(amount: str, service: str, **tags: str) -> dict[str, str]:
    return focus(
        BilledCost=amount, EffectiveCost=amount, ServiceName=service, Tags=json.dumps(tags)
    )


def costs(estate: Estate) -> dict[str, Decimal]:
    return {
        name: of_metric(added(unit.parts()), Metric.EFFECTIVE)
        for name, unit in estate.units().items()
    }


def test_service_and_tags_of_a_charge_are_known_together() -> None:
    lines = [
        line("7", "AmazonCloudWatch", Team="search"),
        line("5", "Amazon EC2", Team="search"),
        line("3", "AmazonCloudWatch"),
        line("2", "Amazon EC2", Team="", Stage="ü 🙂"),
        line("-1.5", "Amazon EC2", Team="NULL"),
    ]
    rules = [
        {"tag": "Team", "service": "AmazonCloudWatch", "unit": "logs of {value}"},
        {"tag": "Team"},
        {"tag": "Stage", "unit": "stage {value}"},
    ]
    estate = Estate().configure(team={"rules": rules})
    estate.deliver(read(csv_bytes(lines), ("Team", "Stage")).facts).allocate()

    assert costs(estate) == {
        "logs of search": 7,
        "search": 5,
        "stage ü 🙂": 2,
        "NULL": Decimal("-1.5"),
    }
    (rest,) = estate.month().unallocated
    assert (rest.reason, of_metric(rest.sums, Metric.BILLED)) == (Reason.NO_RULE, Decimal(3))


def test_a_tag_that_was_configured_after_the_import_is_not_told() -> None:
    estate = Estate().configure(team={"rules": [{"tag": "Team"}, {"unit": "rest"}]})
    estate.deliver(read(csv_bytes([line("7", "Amazon EC2", Team="search")]), ()).facts).allocate()

    assert costs(estate) == {}
    assert [part.reason for part in estate.month().unallocated] == [Reason.NOT_READ]


@pytest.mark.skipif(not SAMPLE.is_file(), reason="COSTGOV_DATA does not name the billing samples")
def test_the_focus_sample_is_allocated_to_the_last_digit() -> None:
    found = read(SAMPLE, ("business_unit", "application"))
    estate = Estate().configure(
        team={
            "rules": [{"tag": "application"}, {"tag": "business_unit", "unit": "bu {value}"}],
            "shared": [{"unit": "bu Finance", "split": "proportional"}],
        }
    )
    estate.deliver(found.facts)
    last = max(ledger.last_day for ledger in currency_ledgers(estate.costs))

    assert estate.allocate(last) == []

    months = records.allocations(estate.results).all("USD", "team")
    assert exact_sum(of_metric(month.bill, Metric.BILLED) for month in months) == found.total()
    for month in months:
        units = estate.units("team", Month.parse(month.month)).values()
        parts = [sums for unit in units for sums in unit.parts()]
        parts += [part.sums for part in month.unallocated]
        for metric in (Metric.BILLED, Metric.EFFECTIVE):
            assert of_metric(added(parts), metric) == of_metric(month.bill, metric)
