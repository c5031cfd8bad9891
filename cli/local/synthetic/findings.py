"""What AWS Cost Anomaly Detection would say of the organisation: most rises, and one of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from cli.local.synthetic.model import Account, AnomalyKind, PlantedAnomaly
from cli.local.synthetic.names import ACCOUNTS, PAYER_ID

MONITOR = f"arn:aws:ce::{PAYER_ID}:anomalymonitor/5b6c7d8e-0000-4000-8000-c05790000001"
_LEAST_IMPACT = 20.0
_LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """One anomaly in AWS's words; `end` is its last day, amounts are US dollars so far."""

    id: str
    start: date
    end: date
    account_id: str
    account_name: str
    service: str
    usage_type: str
    region: str
    expected: float
    impact: float
    max_impact: float
    score: float
    monitor: str = MONITOR

    def as_of(self, today: date) -> "Finding | None":
        """What is told of it on a day: it is seen a day late and grows while it lasts."""
        last = min(self.end, today - timedelta(days=1))
        if last < self.start:
            return None
        part = ((last - self.start).days + 1) / ((self.end - self.start).days + 1)
        return replace(
            self,
            end=last,
            expected=round(self.expected * part, 4),
            impact=round(self.impact * part, 4),
        )


def findings(planted: Sequence[PlantedAnomaly], names: Mapping[str, Account]) -> Iterator[Finding]:
    """By their first day. Drops and what is small are not found by AWS."""
    by_id = {account.id: account.name for account in names.values()}
    for one in planted:
        impact = float(one.impact)
        if one.kind is AnomalyKind.DROP or impact < _LEAST_IMPACT:
            continue
        length = min(one.end - one.start, _LONGEST)
        share = length / (one.end - one.start)
        yield Finding(
            id=_id(one.service, one.start),
            start=one.start,
            end=one.start + length - timedelta(days=1),
            account_id=one.account_id,
            account_name=by_id[one.account_id],
            service=one.service,
            usage_type=one.usage_type,
            region=one.region,
            expected=round(impact * share / 4, 4),
            impact=round(impact * share, 4),
            max_impact=round(impact * share / length.days, 4),
            score=0.83,
        )
    yield _of_its_own(by_id)


def _of_its_own(names: Mapping[str, str]) -> Finding:
    """AWS takes a usual day of logs for an anomaly."""
    account, start = ACCOUNTS["production"].id, date(2026, 10, 8)
    return Finding(
        id=_id("AmazonCloudWatch", start),
        start=start,
        end=start + timedelta(days=1),
        account_id=account,
        account_name=names[account],
        service="AmazonCloudWatch",
        usage_type="DataProcessing-Bytes",
        region="us-east-1",
        expected=61.2,
        impact=11.35,
        max_impact=6.4,
        score=0.41,
    )


def _id(service: str, start: date) -> str:
    digest = sha256(f"{service}#{start}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
