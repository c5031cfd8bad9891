"""The real files: every grouping adds up to the file's own total, digit for digit."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.domain.costs import ChargeCategory, Metric

from tests.unit.billing.files import read

SAMPLES = Path(os.environ.get("COSTGOV_DATA", "")) / "billing_exports"
pytestmark = pytest.mark.skipif(
    not (SAMPLES / "focus_sample_1.0.csv").is_file(),
    reason="COSTGOV_DATA does not name a folder with billing_exports/focus_sample_1.0.csv",
)


def test_the_focus_sample() -> None:
    found = read(SAMPLES / "focus_sample_1.0.csv", ("business_unit", "application"))

    assert (found.format, found.lines, found.kept, found.rejected) == ("FOCUS", 1000, 1000, ())
    assert str(found.total()) == "20.52022672899"
    assert found.by("total", categories=[ChargeCategory.CREDIT]) == {None: Decimal("-2.6137")}
    assert found.by("provider") == {
        "AWS": Decimal("18.0066386184"),
        "Microsoft": Decimal("1.97651418586"),
        "Oracle": Decimal("0.53707392473"),
    }
    assert len(found.by("service")) == 33
    assert len(found.by("account")) == 73
    assert None in found.by("tag:business_unit")
    assert "NULL" not in found.by("tag:business_unit") | found.by("region")


def test_the_legacy_cur_sample() -> None:
    found = read(SAMPLES / "aws_cur_sample_anonymous.csv", ("team",))

    assert (found.format, found.lines, found.rejected) == ("legacy CUR", 1281, ())
    assert found.total() == found.total(Metric.EFFECTIVE) == Decimal("1.68230869740")
    assert found.by("total", categories=[ChargeCategory.TAX]) == {None: Decimal("0.08")}
    assert found.by("service_category")["Storage"] == Decimal("1.44151064")
    assert found.by("tag:team") == {None: found.total()}


def test_the_azure_sample() -> None:
    found = read(SAMPLES / "azure_ea_sample_anonymous.csv", ("tagA",))

    assert (found.format, found.lines, found.rejected) == ("Azure EA", 27, ())
    assert found.total(currency="CAD") == Decimal("1.26136926505726")
    assert found.by("tag:tagA", currency="CAD") == {"valueA": Decimal("1.26136926505726")}
