"""What the report says of an anomaly beside its figures."""

from datetime import UTC, date, datetime
from decimal import Decimal

from costgov.domain.feedback import AnomalyFeedback, FeedbackEntry, Verdict
from costgov.domain.insights import Driver
from costgov.domain.period import Window
from costgov.pipeline import records
from costgov.pipeline.reporting.anomaly_rows import AnomalyRow, anomaly_rows, largest
from costgov.pipeline.reporting.charts.spread import spread_bar
from costgov.pipeline.reporting.labels import (
    feedback_words,
    finder_words,
    range_words,
    spread_label,
)

from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.reporting.demo_insights import anomaly
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.pages import html_of

DAY = date(2026, 10, 13)
EVENT = anomaly(id="e1", start=DAY, end=DAY, ongoing=True, impact=Decimal(100))


def said(verdict: Verdict) -> AnomalyFeedback:
    entry = FeedbackEntry(
        verdict=verdict,
        note="<b>load</b> test",
        who="arn:aws:iam::111122223333:user/ann",
        at=datetime(2026, 10, 14, 9, tzinfo=UTC),
        end=DAY,
    )
    return AnomalyFeedback.on(EVENT, entry)


def test_what_is_planned_or_wrong_is_not_open() -> None:
    results, control = InMemoryDocumentStore(), InMemoryDocumentStore()
    records.anomalies(results).put(EVENT, records.anomaly_sort(EVENT), "USD")
    window = Window(DAY, date(2026, 10, 20))
    told: list[tuple[Verdict, bool]] = [("real", True), ("planned", False), ("wrong", False)]
    for verdict, is_open in told:
        records.anomaly_feedback(control).put(said(verdict), "e1")
        rows = anomaly_rows(results, control, "USD", window)
        assert [(row.state, row.is_open) for row in rows] == [(verdict, is_open)]
        assert (largest(rows) is not None) == is_open


def test_who_said_what_is_said() -> None:
    assert feedback_words(AnomalyRow(1, EVENT)) == ""
    assert feedback_words(AnomalyRow(1, EVENT, said("planned"))) == (
        "Said to be planned by arn:aws:iam::111122223333:user/ann, 14 Oct 2026: <b>load</b> test"
    )


def test_what_aws_found_alone_has_no_range_and_says_so() -> None:
    alone = EVENT.model_copy(update={"source": "aws", "low": None, "high": None})
    row = AnomalyRow(1, alone)
    assert range_words(row) == "no range told"
    assert "no range told" in spread_label(row)
    assert 'class="range"' not in spread_bar(row, "x")
    assert finder_words(row) == "found by AWS Cost Anomaly Detection, not by Cost Governor"
    both = EVENT.model_copy(update={"also_found_by": ("aws",)})
    assert finder_words(AnomalyRow(1, both)) == "also found by AWS Cost Anomaly Detection"
    assert finder_words(AnomalyRow(1, EVENT)) == ""


def test_the_page_escapes_what_was_said_and_opens_the_tree() -> None:
    demo = complete_demo()
    part = Driver(dimension="usage_type", value="GPU:x", impact=Decimal(90), share=Decimal("0.9"))
    whole = Driver(
        dimension="account",
        value="444455556666",
        impact=Decimal(100),
        share=Decimal(1),
        parts=(part,),
    )
    event = EVENT.model_copy(update={"drivers": (whole,), "because": ("more than planned",)})
    records.anomalies(demo.results).put(event, records.anomaly_sort(event), "USD")
    records.anomaly_feedback(demo.control).put(said("real"), "e1")
    html = html_of(demo)
    assert "<b>load</b>" not in html
    assert "&lt;b&gt;load&lt;/b&gt; test" in html
    assert "<summary>What of <bdi>444455556666</bdi></summary>" in html
    assert "GPU:x" in html
    assert "More than planned." in html
    assert "costgov anomalies feedback weekend real|planned|wrong" in html
