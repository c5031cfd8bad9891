"""What becomes of a run's anomalies: merged with what is stored and what was said, and stored."""

from datetime import date

from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.analyse_anomalies import Watch
from costgov.pipeline.analyse_aws import CURRENCY, Surroundings, with_aws
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
    sensitivity: float = 1.0,
) -> str:
    """Find, merge and store a ledger's anomalies as of a day; how many, in words."""
    currency, table = ledger.currency, records.anomalies(results)
    everything = table.all(currency)
    stored = [event for event in everything if event.source == "costgov"]
    feedback = [
        said for said in records.anomaly_feedback(control).all() if said.currency == currency
    ]
    plans = [
        plan for plan in records.planned_events(control).all() if plan.currency in {None, currency}
    ]
    real = RealDays.of(feedback, stored)
    told = {event.id: event for event in stored}
    watch = Watch(
        ledger, reader, calendar, whole, as_of, feedback, plans, real, told, sensitivity=sensitivity
    )
    fresh = watch.events()
    events = carried_on(stored, fresh, as_of, watch.looked_at)
    if currency == CURRENCY:
        around = Surroundings(as_of, watch.usual_month(as_of), plans)
        events = with_aws(events, everything, records.aws_findings(control).all(), around)
    table.make_equal([(records.anomaly_sort(event), event) for event in events], currency)
    known = f" ({watch.known_before} known before)" if watch.known_before else ""
    return f"{len(fresh)}{known}"
