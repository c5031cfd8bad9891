"""The organisation's bill as a FOCUS 1.2 file: the same money as Cost Explorer shows.

BilledCost adds up to the unblended cost and EffectiveCost to the amortized cost by day, account,
service, usage type, region, tag and charge category. The negotiated discount stays on lines of
its own, as in AWS's exports with separate discount lines.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from costgov.collectors.service_categories import service_category

from cli.local.synthetic.commitments import RI_ON_DEMAND_HOURLY
from cli.local.synthetic.model import EXACT, LineItem, RecordType
from cli.local.synthetic.names import NO_REGION
from cli.local.synthetic.organisation import Organisation

_CATEGORY = {
    RecordType.USAGE: "Usage",
    RecordType.DISCOUNTED_USAGE: "Usage",
    RecordType.SP_COVERED: "Usage",
    RecordType.RI_FEE: "Purchase",
    RecordType.SP_FEE: "Purchase",
    RecordType.SUPPORT: "Purchase",
    RecordType.CREDIT: "Credit",
    RecordType.TAX: "Tax",
    RecordType.REFUND: "Adjustment",
    RecordType.EDP_DISCOUNT: "Adjustment",
}
_COMMITMENT = {
    RecordType.SP_COVERED: ("savingsplan/example-compute-sp", "Savings Plan", "Spend", "Used"),
    RecordType.SP_FEE: ("savingsplan/example-compute-sp", "Savings Plan", "Spend", ""),
    RecordType.DISCOUNTED_USAGE: ("reserved/example-db-r6g", "Reservation", "Usage", "Used"),
    RecordType.RI_FEE: ("reserved/example-db-r6g", "Reservation", "Usage", ""),
}
_NO_COMMITMENT = ("", "", "", "")
_RECURRING = {RecordType.RI_FEE, RecordType.SP_FEE, RecordType.SUPPORT}
_AT_COMMITTED_PRICE = {RecordType.SP_COVERED, RecordType.DISCOUNTED_USAGE}


def write_focus_csv(
    organisation: Organisation, path: Path, *, as_known_on: date | None = None
) -> int:
    """Write the bill as CSV, gzipped when the name ends in `.gz`; returns the number of rows.

    The same organisation gives the same bytes.
    """
    names = {account.id: account.name for account in organisation.accounts}
    rows = 0
    with _opened(path) as text:
        writer: csv.DictWriter[str] | None = None
        for line in organisation.lines(as_known_on=as_known_on):
            if line.record_type == RecordType.SP_NEGATION:
                continue
            row = _row(line, organisation.payer_id, names)
            if writer is None:
                writer = csv.DictWriter(text, fieldnames=list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)
            rows += 1
    return rows


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    if path.suffix != ".gz":
        with path.open("w", encoding="utf-8", newline="") as text:
            yield text
        return
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        yield text


def _row(line: LineItem, payer: str, names: dict[str, str]) -> dict[str, str]:
    record_type = RecordType(line.record_type)
    commitment, kind, category, status = _COMMITMENT.get(record_type, _NO_COMMITMENT)
    region = "" if line.region == NO_REGION else line.region
    quantity = _text(line.quantity) if line.unit else ""
    is_usage = _CATEGORY[record_type] == "Usage"
    return {
        "BilledCost": _text(_billed(line)),
        "BillingAccountId": payer,
        "BillingAccountName": names[payer],
        "BillingAccountType": "Payer account",
        "BillingCurrency": line.currency,
        "BillingPeriodEnd": _instant(_next_month(line.day)),
        "BillingPeriodStart": _instant(line.day.replace(day=1)),
        "ChargeCategory": _CATEGORY[record_type],
        "ChargeClass": "Correction" if record_type is RecordType.REFUND else "",
        "ChargeDescription": f"{line.record_type}: {line.usage_type}",
        "ChargeFrequency": _frequency(record_type, is_usage=is_usage),
        "ChargePeriodEnd": _instant(line.day + timedelta(days=1)),
        "ChargePeriodStart": _instant(line.day),
        "CommitmentDiscountCategory": category,
        "CommitmentDiscountId": f"arn:aws:{commitment}" if commitment else "",
        "CommitmentDiscountName": commitment,
        "CommitmentDiscountStatus": status,
        "CommitmentDiscountType": kind,
        "ConsumedQuantity": quantity if is_usage else "",
        "ConsumedUnit": line.unit if is_usage else "",
        "ContractedCost": _text(_list_cost(line)),
        "EffectiveCost": _text(line.amortized),
        "InvoiceId": "",
        "InvoiceIssuerName": "Amazon Web Services, Inc.",
        "ListCost": _text(_list_cost(line)),
        "PricingCategory": "Committed" if record_type in _AT_COMMITTED_PRICE else "Standard",
        "PricingQuantity": quantity,
        "PricingUnit": line.unit,
        "ProviderName": "AWS",
        "PublisherName": "AWS",
        "RegionId": region,
        "RegionName": region,
        "ResourceId": "",
        "ServiceCategory": service_category(line.service, line.usage_type),
        "ServiceName": line.service,
        "SkuId": "",
        "SkuMeter": line.usage_type,
        "SubAccountId": line.account_id,
        "SubAccountName": names[line.account_id],
        "SubAccountType": "Member account",
        "Tags": json.dumps(dict(line.tags), ensure_ascii=False),
        "x_UsageType": line.usage_type,
    }


def _billed(line: LineItem) -> Decimal:
    """Covered usage is paid through the plan's fee; its negation line is left out for that."""
    return Decimal(0) if line.record_type == RecordType.SP_COVERED else line.unblended


def _list_cost(line: LineItem) -> Decimal:
    if line.record_type == RecordType.DISCOUNTED_USAGE:
        return EXACT.multiply(line.quantity, Decimal(RI_ON_DEMAND_HOURLY))
    return line.unblended


def _frequency(record_type: RecordType, *, is_usage: bool) -> str:
    if record_type in _RECURRING:
        return "Recurring"
    return "Usage-Based" if is_usage else "One-Time"


def _text(amount: Decimal) -> str:
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
