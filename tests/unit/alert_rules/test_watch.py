"""Alarms of other sources: what they say becomes an alert, in whatever order it comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from costgov.domain.alerting.alarms import AlarmChange
from costgov.domain.alerting.rules import rule_of
from costgov.domain.alerting.signal import Severity
from costgov.domain.documents import Page
from costgov.errors import VersionConflict
from costgov.pipeline.alerting.alertmanager import AlertmanagerMessage, changes_of
from costgov.pipeline.alerting.cloudwatch import AlarmStateChange, change_of
from costgov.pipeline.alerting.records import alarm_changes, open_alerts, waiting_changes
from costgov.pipeline.alerting.rule_records import StoredRule, alert_rules
from costgov.pipeline.alerting.watch import keep_waiting, take_waiting, watch
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.inbox import Inbox
from tests.fakes.stores import InMemoryDocumentStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CPU = "CPU of i-0123456789abcdef0 above 90 % for 5 minutes"


def event(state: str, minute: int, name: str = "CostGovernor-kpi-web-cpu") -> AlarmStateChange:
    """What EventBridge hands on when an alarm changes, so many minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    return AlarmStateChange.model_validate(
        {
            "version": "0",
            "source": "aws.cloudwatch",
            "account": "111122223333",
            "region": "us-east-1",
            "detail": {
                "alarmName": name,
                "state": {
                    "value": state,
                    "reason": "Threshold Crossed: 1 datapoint [97.3] was greater than 90.0.",
                    "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
                },
                "previousState": {"value": "OK"},
                "configuration": {
                    "description": f"[critical] {CPU}",
                    "metrics": [
                        {
                            "id": "a",
                            "metricStat": {
                                "metric": {
                                    "namespace": "AWS/EC2",
                                    "name": "CPUUtilization",
                                    "dimensions": {"InstanceId": "i-0123456789abcdef0"},
                                },
                                "period": 300,
                                "stat": "Average",
                            },
                        }
                    ],
                },
            },
        }
    )


class Watching:
    """An installation that alarms report to."""

    def __init__(self) -> None:
        self.control = InMemoryDocumentStore()
        self.inbox = Inbox(self.control)
        self.now = NOON

    def take(self, *changes: AlarmChange) -> list[str]:
        """What is told of these, taken in one minute after the other."""
        for change in changes:
            self.now += timedelta(minutes=1)
            watch(change, self.control, self.inbox, self.now)
        return self.inbox.told()

    def says(self, state: str, minute: int, **other: Any) -> list[str]:
        return self.take(change_of(event(state, minute, **other)))


TITLE = f"Alarm: {CPU}"


def test_an_alarm_opens_an_alert_and_ok_resolves_it() -> None:
    there = Watching()

    assert there.says("ALARM", 1) == [TITLE]
    [alert] = open_alerts(there.control).all()
    assert alert.signal.rule == "alarm:web-cpu"
    assert alert.signal.severity is Severity.CRITICAL
    assert alert.signal.subject.account == "111122223333"
    facts = {fact.label: fact.text for fact in alert.signal.facts}
    assert facts["Metric"] == ("Average of AWS/EC2 CPUUtilization (InstanceId i-0123456789abcdef0)")
    assert there.says("OK", 9) == [f"resolved: {TITLE}"]


def test_no_data_is_said_and_resolves_nothing() -> None:
    there = Watching()

    assert there.says("INSUFFICIENT_DATA", 0) == [], "nothing was wrong that anybody knew of"
    there.says("ALARM", 1)
    assert there.says("INSUFFICIENT_DATA", 5) == [f"updated: {TITLE}"]
    [alert] = open_alerts(there.control).all()
    assert alert.is_open
    assert alert.signal.facts[0].label == "No data"
    assert there.says("ALARM", 8) == [], "told already"
    assert there.says("OK", 9) == [f"resolved: {TITLE}"]


def test_an_event_that_comes_twice_is_told_once() -> None:
    there = Watching()

    assert [there.says("ALARM", 1), there.says("ALARM", 1)] == [[TITLE], []]
    assert len(there.says("OK", 2)) == 1
    assert there.says("OK", 2) == []


def test_an_event_that_comes_late_changes_nothing() -> None:
    there = Watching()

    assert there.says("OK", 5) == []
    assert there.says("ALARM", 3) == [], "it was over before this came"
    assert there.says("ALARM", 7) == [TITLE]


@given(st.permutations(["ALARM", "OK", "ALARM", "INSUFFICIENT_DATA", "OK"]), st.data())
def test_in_whatever_order_changes_come_the_last_one_counts(
    states: list[str], data: st.DataObject
) -> None:
    there = Watching()
    changes = [change_of(event(state, minute)) for minute, state in enumerate(states)]

    there.take(*data.draw(st.permutations(changes)))

    is_open = [alert for alert in open_alerts(there.control).all() if alert.is_open]
    if states[-1] == "ALARM":
        assert len(is_open) == 1
    if states[-1] == "OK":
        assert is_open == []


def test_a_change_that_comes_while_one_is_taken_in_is_not_overwritten() -> None:
    there = Watching()
    alarm, over = change_of(event("ALARM", 1)), change_of(event("OK", 2))

    class Late(Inbox):
        """While the alarm is told, its end is stored by somebody else."""

        def wake(self) -> None:
            table = alarm_changes(self.control)
            if table.get(alarm.key, "alarm") == alarm:
                table.put(over, over.key, over.source)

    watch(alarm, there.control, Late(there.control), NOON)

    assert not [alert for alert in open_alerts(there.control).all() if alert.is_open]


def test_alarms_are_alerts_of_their_own() -> None:
    there = Watching()
    there.says("ALARM", 1)
    there.says("ALARM", 2, name="prod-disk")

    there.says("OK", 3, name="prod-disk")

    [alert] = [one for one in open_alerts(there.control).all() if one.is_open]
    assert alert.signal.rule == "alarm:web-cpu"


def test_where_alarms_are_switched_off_none_is_told_and_open_ones_end() -> None:
    there = Watching()
    there.says("ALARM", 1)
    rule = rule_of({"kind": "alarm", "enabled": False})
    alert_rules(there.control).put(StoredRule(root=rule), rule.name)

    assert there.says("ALARM", 2) == [f"resolved: {TITLE}"]


def test_an_alarm_without_a_severity_has_the_rules() -> None:
    there, plain = Watching(), event("ALARM", 1)
    bare = plain.detail.configuration.model_copy(update={"description": ""})
    detail = plain.detail.model_copy(update={"configuration": bare})

    there.take(change_of(plain.model_copy(update={"detail": detail})))

    [alert] = open_alerts(there.control).all()
    assert alert.signal.severity is Severity.HIGH
    assert alert.signal.title == "Alarm: CostGovernor-kpi-web-cpu"


def message(*states: tuple[str, str], severity: str = "warning") -> AlertmanagerMessage:
    """What Alertmanager posts: (status, fingerprint) of each alert."""
    return AlertmanagerMessage.model_validate(
        {
            "version": "4",
            "groupKey": "{}",
            "receiver": "costgov",
            "alerts": [
                {
                    "status": status,
                    "labels": {
                        "alertname": "HighLatency",
                        "instance": name,
                        "severity": severity,
                        "team": "shop",
                    },
                    "annotations": {
                        "summary": f"Latency of {name}\nis high",
                        "runbook_url": "javascript:alert(1)",
                    },
                    "startsAt": "2026-11-20T12:00:00.123456789Z",
                    "endsAt": "2026-11-20T13:00:00Z"
                    if status == "resolved"
                    else "0001-01-01T00:00:00Z",
                    "generatorURL": "https://prometheus.example/graph",
                    "fingerprint": name,
                }
                for status, name in states
            ],
        }
    )


def test_what_alertmanager_posts_are_alerts_by_fingerprint() -> None:
    there = Watching()

    told = there.take(*changes_of(message(("firing", "a1"), ("firing", "b2")), NOON))
    assert told == ["Alarm: Latency of a1 is high", "Alarm: Latency of b2 is high"]
    alert = open_alerts(there.control).all()[0]
    assert (alert.signal.rule, alert.signal.severity) == (
        "alertmanager:HighLatency",
        Severity.MEDIUM,
    )
    assert alert.signal.subject.team == "shop"
    assert [link.label for link in alert.signal.links] == ["Source"], "no other scheme than https"

    over = changes_of(message(("resolved", "a1"), ("firing", "b2")), NOON + HOUR)
    assert there.take(*over) == ["resolved: Alarm: Latency of a1 is high"]


@pytest.mark.parametrize(
    ("label", "severity"),
    [("critical", "critical"), ("error", "high"), ("INFO", "low"), ("whatever", "high")],
)
def test_severity_labels_are_understood_where_they_are_usual(label: str, severity: str) -> None:
    there = Watching()
    there.take(*changes_of(message(("firing", "a1"), severity=label), NOON))

    assert open_alerts(there.control).all()[0].signal.severity == severity


def test_what_was_posted_waits_and_is_taken_in_once_in_the_order_it_happened() -> None:
    there = Watching()
    firing = changes_of(message(("firing", "a1")), NOON)
    over = changes_of(message(("resolved", "a1")), NOON + HOUR)
    keep_waiting([*over, *firing], there.control)
    keep_waiting(firing, there.control)

    assert take_waiting(there.control, there.inbox, NOON) == 2
    assert take_waiting(there.control, there.inbox, NOON) == 0
    assert there.inbox.told() == [
        "Alarm: Latency of a1 is high",
        "resolved: Alarm: Latency of a1 is high",
    ]


def test_many_that_wait_are_taken_in_with_one_look_at_the_alerts() -> None:
    looked: list[str] = []

    class Counting(InMemoryDocumentStore):
        def query(self, pk: str, **range_: Any) -> Page:
            looked.append(pk)
            return super().query(pk, **range_)

    control = Counting()
    keep_waiting(changes_of(message(*(("firing", f"a{n}") for n in range(100))), NOON), control)

    assert take_waiting(control, Inbox(control), NOON) == 100
    assert len(open_alerts(control).all()) == 100
    assert looked.count("alert-open") < 5


def test_who_is_killed_while_many_wait_has_taken_in_some_for_good() -> None:
    class Dying(InMemoryDocumentStore):
        heard = 0

        def put(self, pk: str, sk: str, body: str, **options: Any) -> int:
            self.heard += pk.startswith("alarm-change")
            if self.heard > 150:
                raise KeyboardInterrupt
            return super().put(pk, sk, body, **options)

    control = Dying()
    for number in range(3):
        alarms = [("firing", f"a{number}-{n}") for n in range(100)]
        keep_waiting(changes_of(message(*alarms), NOON + HOUR * number), control)

    with pytest.raises(KeyboardInterrupt):
        take_waiting(control, Inbox(control), NOON)

    assert len(waiting_changes(control).all()) == 200


def test_what_somebody_else_takes_in_at_the_moment_goes_on_waiting() -> None:
    there = Watching()
    keep_waiting(changes_of(message(("firing", "a1"), ("firing", "b2")), NOON), there.control)

    class Contested(InMemoryDocumentStore):
        def put(self, pk: str, sk: str, body: str, **options: object) -> int:
            if pk.startswith("alarm-change") and sk == "a1":
                raise VersionConflict("written by somebody else")
            return super().put(pk, sk, body, **options)  # type: ignore[arg-type]

    contested = Contested(dict(there.control.items))
    assert take_waiting(contested, Inbox(contested), NOON) == 1
    assert take_waiting(InMemoryDocumentStore(contested.items), there.inbox, NOON) == 1


def test_what_was_resolved_for_want_of_news_fires_again_with_the_beginning_it_had() -> None:
    there = Watching()
    told = [
        there.take(*changes_of(message((status, "a1")), NOON + HOUR * number))
        for number, status in enumerate(("firing", "resolved", "firing"), 1)
    ]

    title = "Alarm: Latency of a1 is high"
    assert told == [[title], [f"resolved: {title}"], [f"updated: {title}"]]
    [alert] = open_alerts(there.control).all()
    assert alert.is_open
    assert alert.signal.basis == "the alarm's state since 2026-11-20 12:00 UTC"
