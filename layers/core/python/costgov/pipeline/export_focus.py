"""FOCUS 1.2 files of the billing lines that were imported, from their evidence.

What stands in the store is written, once: the newest good delivery of each source. Days that came
from Cost Explorer have sums and no lines, so they cannot be written and are refused. The written
files are read back and compared with the store.
"""

import json
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from costgov.collectors.billing.focus_export.export import WrittenLines, write_lines
from costgov.collectors.billing.focus_export.schema import BY_NAME, VERSION, Form
from costgov.domain.costs import ORG, TOTAL, Metric, MonthCost, SeriesKey
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import COST_EXPLORER
from costgov.errors import InvalidInput, NotFound
from costgov.gateways.ports import CostStore, DocumentStore, ObjectStore
from costgov.pipeline import deliveries
from costgov.pipeline.billing_evidence import DeliveryEvidence, kept_deliveries

METADATA: Final = "metadata.json"
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ExportPorts:
    """What the export needs from outside; it writes to none of them."""

    evidence: ObjectStore
    costs: CostStore
    control: DocumentStore


@dataclass(frozen=True, slots=True)
class Compared:
    """One source's total in one currency: what was written, and what the store says."""

    source: str
    currency: str
    metric: Metric
    written: Decimal
    stored: Decimal

    @property
    def equal(self) -> bool:
        """Whether they are the same to the cent."""
        return abs(EXACT.subtract(self.written, self.stored)) < _CENT / 2


@dataclass(frozen=True, slots=True)
class FocusExport:
    """What was written, and how it compares; `left_out` counts lines the import had rejected."""

    files: tuple[WrittenLines, ...]
    compared: tuple[Compared, ...]
    left_out: int

    @property
    def lines(self) -> int:
        """All lines written."""
        return sum(file.lines for file in self.files)


def export_focus(
    window: Window,
    folder: Path,
    form: Form,
    ports: ExportPorts,
    *,
    now: datetime,
    memory_limit_mb: int = 1024,
) -> FocusExport:
    """Write the lines of the window's days into `folder`, a file for each file that was imported.

    Raises:
        InvalidInput: some of the days came from Cost Explorer.
        NotFound: no billing file has a line on these days, or its evidence is gone.
    """
    facts = _totals(ports.costs, window)
    _refuse_cost_explorer(window, facts)
    standing = list(_standing({fact.source for fact in facts}, ports))
    if not standing:
        raise NotFound(f"no billing file has lines from {window.start} up to {window.end}")
    folder.mkdir(parents=True, exist_ok=True)
    target = _Target(folder, form, memory_limit_mb)
    written: list[tuple[str, WrittenLines]] = []
    for delivery in standing:
        written += [
            (delivery.source, lines) for lines in _written(delivery, window, target, ports.evidence)
        ]
    files = tuple(lines for _, lines in written)
    (folder / METADATA).write_text(_metadata(files, now), encoding="utf-8")
    left_out = sum(delivery.rejected_count for delivery in standing)
    return FocusExport(files, tuple(_compared(written, facts, window)), left_out)


def _totals(costs: CostStore, window: Window) -> list[MonthCost]:
    """Every source's total by month, of every currency."""
    return [
        fact
        for currency in sorted({ledger.currency for ledger in costs.ledgers()})
        for fact in costs.months(SeriesKey(currency, ORG, TOTAL), window)
        if any(day in window for day in fact.days())
    ]


def _refuse_cost_explorer(window: Window, facts: Sequence[MonthCost]) -> None:
    days: dict[bool, set[date]] = {True: set(), False: set()}
    for fact in facts:
        days[fact.source == COST_EXPLORER] |= {day for day in fact.days() if day in window}
    summed = sorted(days[True] - days[False])
    if summed:
        raise InvalidInput(
            f"{_spans(summed)} came from Cost Explorer, which gives sums per group and not the"
            " lines with the columns that FOCUS demands: import a billing file of these days or"
            " choose others"
        )


def _spans(days: Sequence[date]) -> str:
    """`2026-09-01 to 2026-09-03 and 2026-09-07`."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == ONE_DAY:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    told = [str(a) if a == b else f"{a} to {b}" for a, b in spans]
    return " and ".join([", ".join(told[:-1]), told[-1]] if told[1:] else told)


def _standing(sources: Collection[str], ports: ExportPorts) -> Iterator[DeliveryEvidence]:
    """The delivery that each source's stored facts are from, in the order of the sources.

    The record of an import tells of the newest attempt, which may have been refused.
    """
    for source in sorted(sources):
        state = deliveries.state_of(ports.control, source)
        if state is not None and state.imported_at is not None:
            kept = kept_deliveries(ports.evidence, state.imported_at)
            yield from (delivery for delivery in kept if delivery.source == source)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where and how files are written."""

    folder: Path
    form: Form
    memory_limit_mb: int


def _written(
    delivery: DeliveryEvidence, window: Window, target: _Target, evidence: ObjectStore
) -> Iterator[WrittenLines]:
    for number, file in enumerate(delivery.files, start=1):
        with tempfile.TemporaryDirectory(prefix="focus-") as scratch:
            original = Path(scratch) / "original"
            evidence.download(file.evidence_key, original)
            path = target.folder / f"{_slug(delivery.source)}-{number:05}.{target.form}"
            try:
                yield write_lines(
                    original,
                    path,
                    [window],
                    form=target.form,
                    memory_limit_mb=target.memory_limit_mb,
                    scratch=Path(scratch),
                )
            except NotFound:
                # This file of the delivery is about other days.
                path.unlink(missing_ok=True)


def _slug(source: str) -> str:
    """A file's name for a source; what letters cannot tell apart, the digest does."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", source.partition(":")[2]).strip("-")[-80:]
    return f"focus-{VERSION}-{words}-{sha256(source.encode()).hexdigest()[:8]}"


def _compared(
    written: Sequence[tuple[str, WrittenLines]], facts: Sequence[MonthCost], window: Window
) -> Iterator[Compared]:
    # What is stored and not written differs too; a day of both kinds of source is the files'.
    stored = {(f.source, f.key.currency) for f in facts if f.source != COST_EXPLORER}
    sources = sorted(
        stored | {(source, t.currency) for source, file in written for t in file.totals}
    )
    for source, currency in sources:
        totals = [
            total
            for of, file in written
            for total in file.totals
            if (of, total.currency) == (source, currency)
        ]
        sums = {
            Metric.BILLED: exact_sum(total.billed for total in totals),
            Metric.EFFECTIVE: exact_sum(total.effective for total in totals),
        }
        own = [f for f in facts if (f.source, f.key.currency) == (source, currency)]
        for metric, amount in sums.items():
            yield Compared(source, currency, metric, amount, _stored(own, metric, window))


def _stored(facts: Iterable[MonthCost], metric: Metric, window: Window) -> Decimal:
    return exact_sum(
        amount for fact in facts for day, amount in fact.daily(metric).items() if day in window
    )


def _metadata(files: Sequence[WrittenLines], now: datetime) -> str:
    """FOCUS's metadata of a dataset: who made it, and the schemas of its files."""
    by_columns: dict[tuple[str, ...], list[str]] = {}
    for file in files:
        by_columns.setdefault(file.columns, []).append(file.path.name)
    schemas = [_schema(columns, names, now) for columns, names in by_columns.items()]
    content = {"DataGenerator": {"DataGenerator": "Cost Governor"}, "Schema": schemas}
    return json.dumps(content, indent=2)


def _schema(columns: Sequence[str], names: Sequence[str], now: datetime) -> dict[str, Any]:
    kinds = {name: BY_NAME[name].kind if name in BY_NAME else "String" for name in columns}
    return {
        "SchemaId": sha256("\0".join(columns).encode()).hexdigest()[:16],
        "FocusVersion": VERSION,
        "CreationDate": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "ColumnDefinition": [
            {"ColumnName": name, "DataType": kind} for name, kind in kinds.items()
        ],
        "x_Files": list(names),
    }
