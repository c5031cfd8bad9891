"""What services list is stored by source; one that refuses keeps what was known and is named."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.collectors.inventory.contract import GLOBAL, MetricSpec, Place, Source
from costgov.domain.digests import Samples
from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.errors import SourceDenied
from costgov.gateways.inventory_ports import Reader
from costgov.pipeline import records
from costgov.pipeline.collect_inventory import Collected, InventoryPass
from costgov.pipeline.resource_shelf import ResourceShelf

from tests.fakes.listings import Answers, FakeListings
from tests.fakes.stores import InMemoryDocumentStore

TODAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
HERE = Target(account_id="222233334444", region="us-east-1")
QUEUE, TOPIC = "AWS::SQS::Queue", "AWS::SNS::Topic"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def _queues(reader: Reader, place: Place) -> Iterator[Resource]:
    for name in reader.each("sqs:ListQueues", "Queues"):
        yield place.resource(
            QUEUE, name["Name"], place.arn("sqs", name["Name"]), created=LONG_AGO, attributes={}
        )


def _topics(reader: Reader, place: Place) -> Iterator[Resource]:
    for topic in reader.each("sns:ListTopics", "Topics"):
        yield place.resource(TOPIC, topic["Name"], place.arn("sns", topic["Name"]), attributes={})


def _sent(queue: Resource) -> dict[str, str]:
    return {"QueueName": queue.id}


QUEUES = Source(
    name="sqs",
    kinds=(QUEUE,),
    calls=("sqs:ListQueues",),
    fetch=_queues,
    metrics=(
        MetricSpec(
            QUEUE, "AWS/SQS", "NumberOfMessagesSent", "Count", _sent,
            reading="count", silent_is_zero=True,
        ),
    ),
)  # fmt: skip
TOPICS = Source(name="sns", kinds=(TOPIC,), calls=("sns:ListTopics",), fetch=_topics)
ZONES = Source(
    name="zones", kinds=(TOPIC,), calls=("sns:ListTopics",), fetch=_topics, is_global=True
)
TWO_QUEUES = {"Queues": [{"Name": "orders"}, {"Name": "mail"}]}
ONE_TOPIC = {"Topics": [{"Name": "alerts"}]}


@dataclass
class World:
    """A target, its store, and what its services answer."""

    answers: Answers
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    listings: FakeListings = field(default_factory=FakeListings)
    seconds_left: int = 600

    def collect(self, *sources: Source, as_of: date = TODAY, target: Target = HERE) -> Collected:
        self.listings.answers = self.answers
        shelf = ResourceShelf(self.results, target)
        deadline = NOW + timedelta(seconds=self.seconds_left)
        looked = InventoryPass(self.listings, shelf, target, as_of, deadline, lambda: NOW)
        return looked.collect(sources or (QUEUES, TOPICS))

    def stored(self, target: Target = HERE) -> dict[str, Resource]:
        found = records.resources(self.results).all(target.account_id, target.region)
        return {one.id: one for one in found}


def test_every_source_is_stored_and_counted() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES, "sns:ListTopics": ONE_TOPIC})

    done = here.collect()

    assert (done.expected, done.got, done.findings(HERE, TODAY).gaps) == (2, 2, ())
    assert sorted(here.stored()) == ["alerts", "mail", "orders"]


@pytest.mark.fault_case(30, 32)
def test_a_source_that_refuses_keeps_what_was_known_and_the_others_go_on() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES, "sns:ListTopics": ONE_TOPIC})
    here.collect()

    here.answers = {
        "sqs:ListQueues": SourceDenied("sqs:ListQueues: AccessDenied"),
        "sns:ListTopics": {"Topics": []},
    }
    done = here.collect()

    [gap] = done.findings(HERE, TODAY).gaps
    assert (gap.reason, done.expected, done.got) == ("access-denied", 2, 1)
    assert done.unlisted == {"sqs": "access-denied"}
    assert gap.detail.startswith("sqs: sqs:ListQueues: AccessDenied")
    assert gap.retry_after == date(2026, 10, 21)
    # The topic is gone, the queues are not known to be.
    assert sorted(here.stored()) == ["mail", "orders"]


def test_an_answer_without_what_is_always_there_stops_no_other_source() -> None:
    here = World({"sqs:ListQueues": {"Queues": [{}]}, "sns:ListTopics": ONE_TOPIC})

    done = here.collect()

    [gap] = done.findings(HERE, TODAY).gaps
    assert "an answer to sqs lacks 'Name'" in gap.detail
    assert (sorted(done.unlisted), sorted(here.stored())) == (["sqs"], ["alerts"])


def test_sources_refused_for_one_reason_are_one_gap() -> None:
    no = SourceDenied("AccessDenied")
    done = World({"sqs:ListQueues": no, "sns:ListTopics": no}).collect()
    [gap] = done.findings(HERE, TODAY).gaps
    assert gap.detail.startswith("sqs, sns: ")


@pytest.mark.fault_case(32)
def test_a_service_the_region_does_not_have_is_not_expected() -> None:
    here = World({"sns:ListTopics": ONE_TOPIC})
    here.listings.missing_services = {"sqs"}
    assert (here.collect().expected, sorted(here.stored())) == (1, ["alerts"])


def test_what_belongs_to_no_region_is_looked_at_apart() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES, "sns:ListTopics": ONE_TOPIC})
    nowhere = Target(account_id=HERE.account_id, region=GLOBAL)

    here.collect(QUEUES, ZONES, target=nowhere)

    assert here.stored() == {}
    [topic] = here.stored(nowhere).values()
    assert (topic.region, topic.arn) == (GLOBAL, "arn:aws:sns::222233334444:alerts")


def test_what_is_wanted_no_more_is_forgotten() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES, "sns:ListTopics": ONE_TOPIC})
    here.collect()
    here.collect(TOPICS)
    assert sorted(here.stored()) == ["alerts"]


def test_a_silent_metric_is_zero_and_a_measured_one_a_rate() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES})
    at = datetime(2026, 10, 19, 12, tzinfo=UTC)
    key = ("AWS/SQS", "NumberOfMessagesSent", (("QueueName", "orders"),))
    here.listings.samples = {key: Samples(total={at: Decimal(7200)})}

    here.collect(QUEUES)

    [busy], [silent] = here.stored()["orders"].digests, here.stored()["mail"].digests
    assert (busy.state, busy.total, busy.max) == ("measured", Decimal(7200), Decimal(2))
    assert busy.points == busy.expected_points == 14 * 24
    assert (silent.state, silent.total) == ("silent", Decimal(0))


def test_metrics_are_read_weekly_and_kept_in_between() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES})
    here.collect(QUEUES)
    first = len(here.listings.wanted)
    for days in range(1, 8):
        here.collect(QUEUES, as_of=TODAY + timedelta(days))
    assert first == 2
    # Each once more in a week, on a day of its own.
    assert len(here.listings.wanted) == 4
    assert all(one.digests for one in here.stored().values())


def test_what_is_as_it_was_is_written_once_a_week() -> None:
    here = World({"sns:ListTopics": ONE_TOPIC})
    here.collect(TOPICS)
    days = [TODAY + timedelta(number) for number in range(1, 15)]
    seen = []
    for day in days:
        here.collect(TOPICS, as_of=day)
        seen.append(here.stored()["alerts"].as_of)

    assert sorted({*seen} - {TODAY})[-1] - sorted({*seen} - {TODAY})[0] == timedelta(days=7)
    assert len({*seen} - {TODAY}) == 2
    assert all(day - as_of < timedelta(days=7) for day, as_of in zip(days, seen, strict=True))


def test_what_changes_is_written_at_once() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES})
    here.collect(QUEUES)
    at = datetime(2026, 10, 20, 12, tzinfo=UTC)
    key = ("AWS/SQS", "NumberOfMessagesSent", (("QueueName", "orders"),))
    here.listings.samples = {key: Samples(total={at: Decimal(7200)})}

    def totals() -> list[Decimal | None]:
        return [one.total for one in here.stored()["orders"].digests]

    for days in range(1, 8):
        here.collect(QUEUES, as_of=TODAY + timedelta(days))

    assert totals() == [Decimal(7200)]


def test_what_is_read_of_one_metric_in_two_ways_is_asked_for_together() -> None:
    [sent] = QUEUES.metrics
    both = replace(QUEUES, metrics=(sent, replace(sent, reading="gauge", digest="SentAtOnce")))
    here = World({"sqs:ListQueues": TWO_QUEUES})

    here.collect(both)

    asked = [(one.dimensions[0][1], one.digest) for one in here.listings.wanted]
    assert asked == [
        ("orders", "NumberOfMessagesSent"),
        ("orders", "SentAtOnce"),
        ("mail", "NumberOfMessagesSent"),
        ("mail", "SentAtOnce"),
    ]


def test_nothing_is_asked_of_what_was_created_after_the_window() -> None:
    def queues(reader: Reader, place: Place) -> Iterator[Resource]:
        for one in _queues(reader, place):
            yield one.model_copy(update={"launched_at": NOW})

    young = replace(QUEUES, fetch=queues)
    here = World({"sqs:ListQueues": TWO_QUEUES})

    here.collect(young)
    assert here.listings.wanted == []
    here.collect(young, as_of=TODAY + timedelta(1))
    assert len(here.listings.wanted) == 2


@pytest.mark.fault_case(24)
def test_withheld_points_are_a_gap_and_the_resources_are_stored() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES})
    here.listings.withheld = {"NumberOfMessagesSent"}
    done = here.collect(QUEUES)
    [gap] = done.findings(HERE, TODAY).gaps
    assert (gap.reason, sorted(here.stored())) == ("incomplete-metrics", ["mail", "orders"])
    assert not done.unlisted
    # What was listed is evidence, whatever CloudWatch withheld.
    assert sorted(one.id for one in done.resources) == ["mail", "orders"]


def test_without_time_left_nothing_is_begun_and_that_is_told() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES}, seconds_left=0)
    [gap] = here.collect(QUEUES).findings(HERE, TODAY).gaps
    assert (gap.reason, here.stored()) == ("out-of-time", {})


def test_what_was_listed_before_time_ran_out_is_stored_and_nothing_is_forgotten() -> None:
    here = World({"sqs:ListQueues": TWO_QUEUES})
    here.collect(QUEUES)
    shelf = ResourceShelf(here.results, HERE)
    minutes = iter(range(100))
    here.listings.answers = {"sqs:ListQueues": {"Queues": [{"Name": "new"}, {"Name": "late"}]}}

    def clock() -> datetime:
        return NOW + timedelta(minutes=next(minutes))

    looked = InventoryPass(
        here.listings, shelf, HERE, TODAY, NOW + timedelta(minutes=2), clock
    ).collect([QUEUES])

    [gap] = looked.findings(HERE, TODAY).gaps
    assert (gap.reason, "after 1 resources" in gap.detail) == ("out-of-time", True)
    assert sorted(here.stored()) == ["mail", "new", "orders"]


@pytest.mark.parametrize("undeclared", ["sns:ListTopics"])
def test_a_call_that_is_not_declared_is_a_mistake_of_ours(undeclared: str) -> None:
    hidden = Source(name="sqs", kinds=(TOPIC,), calls=("sqs:ListQueues",), fetch=_topics)
    with pytest.raises(AssertionError, match=undeclared):
        World({undeclared: ONE_TOPIC}).collect(hidden)


def test_a_source_reads_metrics_of_what_another_lists() -> None:
    moments = {datetime(2026, 10, 19, 6, tzinfo=UTC): Decimal(9)}
    received = MetricSpec(QUEUE, "AWS/SQS", "NumberOfMessagesReceived", "Count", _sent, "count")
    beside = Source("beside", kinds=(TOPIC,), calls=("sns:ListTopics",), fetch=_topics,
                    metrics=(received,))  # fmt: skip
    here = World({"sqs:ListQueues": TWO_QUEUES, "sns:ListTopics": ONE_TOPIC})
    here.listings.samples = {
        ("AWS/SQS", "NumberOfMessagesReceived", (("QueueName", "orders"),)): Samples(total=moments)
    }

    done = here.collect(QUEUES, beside)

    # Listed once, by the source whose kind it is, and measured by both.
    assert [one.id for one in done.resources] == ["orders", "mail", "alerts"]
    orders = here.stored()["orders"]
    assert {one.metric for one in orders.digests} == {
        "NumberOfMessagesReceived",
        "NumberOfMessagesSent",
    }
    [digest] = [one for one in orders.digests if one.metric == "NumberOfMessagesReceived"]
    assert digest.total == 9
