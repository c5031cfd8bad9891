"""Whatever a file holds, every cut of it adds up to the sum of its lines, digit for digit."""

import json
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.collectors.billing import cuts
from costgov.collectors.billing.engine import engine
from costgov.domain.costs import Metric
from costgov.domain.imports import CurrencyTotal
from costgov.domain.money import exact_sum
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.billing.files import csv_bytes, focus, parquet_bytes, read

_AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=18)
_NAMES = st.sampled_from(["a", "A", "", "b c", "ü", "NULL", "null", "🦄"])
_NAMED = (
    "ProviderName", "ServiceName", "SubAccountId", "RegionId", "SkuMeter", "ServiceCategory",
)  # fmt: skip
_TAGS = st.dictionaries(st.sampled_from(["team", "Team", "env"]), _NAMES, max_size=2)
_DAYS = st.sampled_from(
    ["2026-09-30T23:00:00Z", "2026-10-01T00:00:00Z", "2026-10-01T01:00:00+02:00"]
)


@st.composite
def _lines(draw: st.DrawFn) -> dict[str, str]:
    return focus(
        BilledCost=str(draw(_AMOUNTS)),
        EffectiveCost=f"{draw(_AMOUNTS):f}",
        BillingAccountId="",
        Tags=json.dumps(draw(_TAGS)),
        ChargePeriodStart=draw(_DAYS),
        BillingCurrency=draw(st.sampled_from(["USD", "EUR"])),
        ChargeCategory=draw(st.sampled_from(["Usage", "Credit", "Tax", "Purchase", "?"])),
        **{name: draw(_NAMES) for name in _NAMED},
    )


@settings(max_examples=15)
@given(lines=st.lists(_lines(), min_size=1, max_size=12), as_parquet=st.booleans())
def test_every_cut_is_the_sum_of_lines(lines: list[dict[str, str]], *, as_parquet: bool) -> None:
    content = parquet_bytes(lines) if as_parquet else csv_bytes(lines)

    # `read` itself demands that every cut equals the total.
    found = read(content, ("team", "Team", "env"))

    assert found.kept == len(lines)
    for currency in {line["BillingCurrency"] for line in lines}:
        own = [line for line in lines if line["BillingCurrency"] == currency]
        billed = exact_sum(Decimal(line["BilledCost"]) for line in own)
        effective = exact_sum(Decimal(line["EffectiveCost"]) for line in own)
        assert found.total(Metric.BILLED, currency) == billed
        assert found.total(Metric.EFFECTIVE, currency) == effective


def test_a_cut_that_does_not_add_up_is_a_fault_of_ours() -> None:
    found = cuts.cuts_of((), lacking=("invoice", "resource"))
    with tempfile.TemporaryDirectory() as folder, engine(256, Path(folder)) as connection:
        connection.execute(
            "CREATE TABLE charges AS SELECT 'USD' AS currency, 'a' AS provider, 's' AS service,"
            " 'c' AS service_category, '1' AS account, 'r' AS region, 'u' AS usage_type,"
            " DATE '2026-10-01' AS day, 'Usage' AS charge_category, 'Hours' AS unit,"
            " 1::DECIMAL(38,18) AS billed, 1::DECIMAL(38,18) AS effective,"
            " NULL::DECIMAL(38,18) AS net, 1::DECIMAL(38,12) AS quantity"
        )
        assert cuts.build(connection, found) == (
            CurrencyTotal(currency="USD", billed=Decimal(1), effective=Decimal(1)),
        )
        connection.execute("UPDATE cuts SET billed = 2 WHERE cut = 3")
        with pytest.raises(AssertionError, match=r"service_category.* adds up to"):
            cuts.checked_totals(connection, found)
