"""AWS Cost Anomaly Detection, read through Cost Explorer's GetAnomalies."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from costgov.domain.aws_findings import AwsFinding, RootCause
from costgov.errors import SourceError

NAME: Final = "anomalies"
REACH: Final = timedelta(days=60)
"""How far back findings are asked for; AWS keeps them for 90 days and changes recent ones."""
_PLACES: Final = Decimal("0.0001")


def findings(body: Mapping[str, Any], read_at: str) -> list[AwsFinding]:
    """The findings on a page of GetAnomalies; one that names no days is not told of yet.

    Raises:
        SourceError: the page is not as AWS describes it.
    """
    try:
        return [_finding(one, read_at) for one in body["Anomalies"] if one.get("AnomalyStartDate")]
    except (KeyError, AttributeError, TypeError, ValueError, InvalidOperation) as error:
        raise SourceError(f"an anomaly of AWS cannot be read: {error!r}") from error


def _finding(one: Mapping[str, Any], read_at: str) -> AwsFinding:
    start = _day(one["AnomalyStartDate"])
    impact = one["Impact"]
    return AwsFinding(
        id=one["AnomalyId"],
        start=start,
        end=max(start, _day(one.get("AnomalyEndDate") or one["AnomalyStartDate"])),
        causes=tuple(_cause(cause) for cause in one.get("RootCauses", ())),
        actual=_amount(impact.get("TotalActualSpend")),
        expected=_amount(impact.get("TotalExpectedSpend")),
        impact=_exact(impact.get("TotalImpact", impact["MaxImpact"])),
        score=_exact(one["AnomalyScore"]["MaxScore"]),
        monitor=one["MonitorArn"],
        read_at=read_at,
    )


def _cause(cause: Mapping[str, Any]) -> RootCause:
    return RootCause(
        service=cause.get("Service") or None,
        account=cause.get("LinkedAccount") or None,
        region=cause.get("Region") or None,
        usage_type=cause.get("UsageType") or None,
        contribution=_amount(cause.get("Impact", {}).get("Contribution")),
    )


def _day(text: str) -> date:
    """AWS writes a day alone or as the instant it begins."""
    return date.fromisoformat(text[:10])


def _amount(number: float | None) -> Decimal | None:
    return None if number is None else _exact(number)


def _exact(number: float) -> Decimal:
    """AWS tells these estimates as binary numbers: to a hundredth of a cent."""
    return Decimal(repr(number)).quantize(_PLACES)
