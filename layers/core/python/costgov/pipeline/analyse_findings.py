"""What becomes of a run's anomalies: merged with what is stored and what was said, and stored."""

from datetime import date

from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.analyse_anomalies import Watch
from costgov.pipeline.analyse_events import carried_on
from costgov.pipeline.analyse_known import RealDays
from costgov.pipeline.analyse_series import Calendar, Days
from costgov.pipeline.ledger import CurrencyLedger, CutReader


def store_anomalies(
    results: DocumentStore,
    control: DocumentStore,
    *,
    ledger: CurrencyLedger,
    reader: CutReader,
    calendar: Calendar,
    whole: Days,
    as_of: date,
) -> str:
    """Find, merge and store a ledger's anomalies as of a day; how many, in words."""
    currency, table = ledger.currency, records.anomalies(results)
    stored = table.all(currency)
    feedback = [
        said for said in records.anomaly_feedback(control).all() if said.currency == currency
    ]
    plans = [
        plan for plan in records.planned_events(control).all() if plan.currency in {None, currency}
    ]
    real = RealDays.of(feedback, stored)
    watch = Watch(ledger, reader, calendar, whole, as_of, feedback, plans, real)
    fresh = watch.events()
    events = carried_on(stored, fresh, as_of, watch.looked_at)
    table.make_equal([(records.anomaly_sort(event), event) for event in events], currency)
    known = f" ({watch.known_before} known before)" if watch.known_before else ""
    return f"{len(fresh)}{known}"
