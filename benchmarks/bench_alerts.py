"""How many alerts the rules on costs open on the synthetic organisation, run day by day.

.venv/bin/python -m benchmarks.bench_alerts --first 2026-01-01 --days 213
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from costgov.analysis.trend import trend
from costgov.domain.alerting.alert import Happening, News
from costgov.domain.runs import ANALYSE, StepEvent, StepRecord, StepWindow
from costgov.pipeline import records
from costgov.pipeline.alert import AlertPorts, send_alerts
from costgov.pipeline.analyse_series import Calendar, Days, Series
from costgov.pipeline.analyse_summary import summarise
from costgov.pipeline.ledger import CutReader, currency_ledgers

from benchmarks.planted_days import UNSETTLED_DAYS, Mornings
from cli.local.synthetic import Organisation, build_organisation
from tests.fakes.inbox import Inbox

_MORNING = time(6, tzinfo=UTC)


def told(organisation: Organisation, days: Sequence[date]) -> Iterator[tuple[date, News]]:
    """What is told on each of these mornings, as Cost Explorer showed the bill then."""
    there = Mornings(organisation)
    inbox = Inbox(there.control)
    for day in days:
        there.run(day)
        _summarise(there, day)
        event = StepEvent(run_id=f"daily-{day}", as_of=day, window=StepWindow(start=day, end=day))
        ports = AlertPorts(there, there.results, there.control, inbox)
        send_alerts(event, ports, datetime.combine(day, _MORNING))
        yield from ((day, news) for news in inbox.read())


def _summarise(there: Mornings, day: date) -> None:
    """What of the analysis the rules look at beside its events."""
    (ledger,) = currency_ledgers(there)
    reader = CutReader(there, ledger.currency, ledger.window(day))
    whole, settled = Days.of(reader.cut("total"), None), ledger.settled_end(day, UNSETTLED_DAYS)
    history = Calendar.of(whole, settled).history({Series().id: whole}, from_first=True)
    summary = summarise(ledger, reader, day, trend(history), settled)
    records.summaries(there.results).put(summary, records.day_sort(day), ledger.currency)
    now = datetime.combine(day, _MORNING)
    record = StepRecord(step=ANALYSE, expected=1, got=1, finished_at=now)
    records.record_step(there.control, f"daily-{day}", record)


def main() -> None:
    """Print every alert that is opened, and how many of which rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=date.fromisoformat, default=date(2026, 1, 1))
    parser.add_argument("--days", type=int, default=213)
    given = parser.parse_args()
    organisation = build_organisation()
    days = [given.first + timedelta(days=number) for number in range(given.days)]
    counts: Counter[tuple[str, Happening]] = Counter()
    for day, news in told(organisation, days):
        signal = news.alert.signal
        counts[signal.rule, news.what] += 1
        if news.what is Happening.OPENED:
            print(day, signal.severity, signal.title)
    for (rule, what), count in sorted(counts.items()):
        print(f"{rule}: {what} {count}")
    for planted in organisation.planted_anomalies:
        if planted.start in days:
            print(f"planted: {planted.start} {planted.service} ({planted.kind})")
    for change in organisation.planned_changes:
        if change.start in days:
            print(f"known: {change.start} {change.description}")


if __name__ == "__main__":
    main()
