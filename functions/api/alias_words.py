"""Parameters of the other paths in our own words; what has no word of ours is handed on as it is.

A translation takes the fields of a request (query or body) and gives those of its target.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from functions.api.problems import InvalidParameters

type Fields = Mapping[str, object]
type Translation = Callable[[dict[str, object], date], Fields]

_FRAME: Final = re.compile(r"(\d{1,4})([hdwmy])", re.ASCII)
EC2: Final = "Amazon Elastic Compute Cloud - Compute"
_HOURS: Final = {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8760}
_MOST_DAYS: Final = 36_500
_SORTS: Final = {"cost": None, "rightsizing": "resize"}
_CATEGORIES: Final = {
    "compute": "Compute",
    "storage": "Storage",
    "network": "Networking",
    "database": "Databases",
}


def as_it_is(fields: dict[str, object], _today: date) -> Fields:
    """The same words."""
    return fields


def renamed(**names: str) -> Translation:
    """Other names of the same parameters: `renamed(plan_name="id")`."""

    def translate(fields: dict[str, object], _today: date) -> Fields:
        return {names.get(name, name): value for name, value in fields.items()}

    return translate


def cost(fields: dict[str, object], today: date) -> Fields:
    """A window by `timeframe` (`24h`, `30d`, `12m`) or both its ends, a scope by its parts."""
    days = _days(fields, "timeframe", "period")
    if days is not None:
        fields["start"] = (today - timedelta(days=days)).isoformat()
    for ours, theirs in (("start", "start_date"), ("end", "end_date")):
        _take(fields, theirs, ours)
    if granularity := fields.get("granularity"):
        fields["granularity"] = str(granularity).lower()
    account = fields.pop("account_id", None) or fields.pop("account", None)
    parts = {"service": fields.pop("service", None), "account": account}
    if scope := "&".join(f"{kind}={value}" for kind, value in parts.items() if value):
        fields["scope"] = scope
    return fields


def breakdown(fields: dict[str, object], today: date) -> Fields:
    """The same, by one dimension: usage types where none is named."""
    _take(fields, "group_by", "dimension")
    return {"dimension": "usage_type", **cost(fields, today)}


def forecast(fields: dict[str, object], _today: date) -> Fields:
    """How far, how sure (`0.95` or `95`), and of which service or category of services."""
    days = _days(fields, "horizon", "timeframe")
    if days is not None:
        fields["days"] = str(days)
    if (sure := fields.pop("confidence_level", None)) is not None:
        fields["level"] = _percent(sure)
    category = str(fields.pop("resource_type", "") or "cost").lower()
    if service := fields.pop("service", None):
        fields |= {"dimension": "service", "value": str(service)}
    elif category in _CATEGORIES:
        fields |= {"dimension": "service_category", "value": _CATEGORIES[category]}
    elif category != "cost":
        known = ", ".join(["cost", *_CATEGORIES])
        raise InvalidParameters.one("resource_type", f"is one of {known}")
    return fields


def recommendations(fields: dict[str, object], _today: date) -> Fields:
    """What kind of advice: of cost, all of it, or of sizes."""
    asked = str(fields.pop("type", None) or "cost")
    if asked not in _SORTS:
        raise InvalidParameters.one("type", f"is one of {', '.join(_SORTS)}")
    return fields if _SORTS[asked] is None else {**fields, "action": _SORTS[asked]}


def rightsizing(fields: dict[str, object], _today: date) -> Fields:
    """Advice to resize."""
    return {"action": "resize", **fields}


def groups(fields: dict[str, object], _today: date) -> Fields:
    """The Auto Scaling groups of the inventory."""
    return {"kind": "AWS::AutoScaling::AutoScalingGroup", **fields}


def utilization(fields: dict[str, object], _today: date) -> Fields:
    """Days by `timeframe`; the one service whose daily use is kept may be named."""
    days = _days(fields, "timeframe", "period")
    if days is not None:
        fields["days"] = str(days)
    if str(fields.pop("service", "")).lower() not in {"", "ec2", "amazonec2", EC2.lower()}:
        sentence = "is ec2: GET /v1/resources has the metrics of others"
        raise InvalidParameters.one("service", sentence)
    return fields


def exported(fields: dict[str, object], today: date) -> Fields:
    """The cost of services as a table."""
    return {"dimension": "service", "format": "csv", **cost(fields, today)}


def budget(fields: dict[str, object], _today: date) -> Fields:
    """A plan in our words."""
    for theirs, ours in (("plan_name", "id"), ("name", "id"), ("budget", "amount")):
        _take(fields, theirs, ours)
    return fields


def _take(fields: dict[str, object], theirs: str, ours: str) -> None:
    if theirs in fields and ours not in fields:
        fields[ours] = fields.pop(theirs)


def _days(fields: dict[str, object], *names: str) -> int | None:
    """Whole days of a stretch such as `24h`; less than a day is one."""
    for name in names:
        if (text := fields.pop(name, None)) is None:
            continue
        found = _FRAME.fullmatch(str(text).lower())
        if found is None or int(found[1]) == 0:
            raise InvalidParameters.one(name, "is a number of h, d, w, m or y, such as 30d")
        days = max(1, -(-int(found[1]) * _HOURS[found[2]] // 24))
        if days > _MOST_DAYS:
            raise InvalidParameters.one(name, f"is at most {_MOST_DAYS} days")
        return days
    return None


def _percent(sure: object) -> str:
    try:
        level = Decimal(str(sure))
    except InvalidOperation:
        level = Decimal(0)
    if not (level.is_finite() and 0 < level < 100):
        raise InvalidParameters.one("confidence_level", "is a part of 1, or of 100")
    return f"{(level * 100 if level < 1 else level).normalize():f}"
