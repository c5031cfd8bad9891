"""Cost facts and ledgers as DynamoDB items, and back."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from costgov.domain.costs import Coverage, Ledger, Metric, MonthCost, SeriesKey
from costgov.domain.keys import month_sort, source_part
from costgov.domain.packing import pack, pack_quantities, unpack, unpack_quantities
from costgov.domain.period import Month, parse_day

type Item = dict[str, Any]
LEDGERS = "ledger"
LEDGER_HISTORY = "ledger-history"


def fact_item(partition: str, fact: MonthCost, version: str) -> Item:
    """A month of a value as it is known from the instant `version` on."""
    item: Item = {
        "pk": {"S": partition},
        "sk": {"S": month_sort(fact.value, fact.month, fact.source)},
        "month": {"S": str(fact.month)},
        "source": {"S": fact.source},
        "version": {"S": version},
        "days": _texts(pack(fact.amounts)),
    }
    if fact.value is not None:
        item["value"] = {"S": fact.value}
    if fact.quantities:
        item["quantities"] = _texts(pack_quantities(fact.quantities))
    return item


def item_fact(key: SeriesKey, item: Mapping[str, Any], metric: Metric | None = None) -> MonthCost:
    """The fact of an item of either partition; with `metric`, with its amounts only."""
    return MonthCost(
        key=key,
        value=item["value"]["S"] if "value" in item else None,
        month=_month(item["month"]["S"]),
        source=item["source"]["S"],
        amounts=unpack(_plain(item["days"]), metric),
        quantities=unpack_quantities(_plain(item.get("quantities", {"M": {}}))),
    )


# An answer reads thousands of items of the same few months.
_month = lru_cache(maxsize=256)(Month.parse)


def ledger_item(ledger: Ledger, revision: int) -> Item:
    """A source's ledger; `revision` counts its writes."""
    return {
        "pk": {"S": LEDGERS},
        "sk": {"S": _ledger_sort(ledger)},
        "currency": {"S": ledger.currency},
        "source": {"S": ledger.source},
        "version": {"S": ledger.delivered_at},
        "revision": {"N": str(revision)},
        "coverage": {"M": {name: _covered(part) for name, part in ledger.coverage.items()}},
    }


def ledger_history_item(item: Item, until: str) -> Item:
    """A ledger as it was until an instant."""
    sort = f"{until}#{item['sk']['S']}#{item['version']['S']}"
    return item | {"pk": {"S": LEDGER_HISTORY}, "sk": {"S": sort}, "until": {"S": until}}


def item_ledger(item: Mapping[str, Any]) -> Ledger:
    """The ledger of an item of either partition."""
    coverage = {name: _coverage(part["M"]) for name, part in item["coverage"]["M"].items()}
    return Ledger(item["currency"]["S"], item["source"]["S"], coverage)


def _ledger_sort(ledger: Ledger) -> str:
    return f"{ledger.currency}#{source_part(ledger.source)}"


def _covered(part: Coverage) -> Item:
    texts = {
        "first_day": part.first_day.isoformat(),
        "last_day": part.last_day.isoformat(),
        "as_of": part.as_of,
    }
    return _texts(texts)


def _coverage(texts: Mapping[str, Any]) -> Coverage:
    return Coverage(
        parse_day(texts["first_day"]["S"]),
        parse_day(texts["last_day"]["S"]),
        texts["as_of"]["S"],
    )


def _texts(texts: Mapping[str, str]) -> Item:
    return {"M": {name: {"S": text} for name, text in texts.items()}}


def _plain(attribute: Mapping[str, Any]) -> dict[str, str]:
    return {name: text["S"] for name, text in attribute["M"].items()}
