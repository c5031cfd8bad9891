"""The collector against the strict stand-in: what AWS refuses is never sent, faults become gaps."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import pytest
from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_plan import Reach, due_windows
from costgov.collectors.cost_explorer_shapes import COSTS
from costgov.domain.cost_queries import QueryReadings
from costgov.domain.costs import ORG, Metric, SeriesKey
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import StepEvent, StepRecord, StepWindow
from costgov.errors import SourceDenied, SourceError
from costgov.gateways.aws_cost_explorer import AwsCostExplorer
from costgov.gateways.aws_session import client
from costgov.gateways.ports import CostQuery
from costgov.pipeline.collect_costs import CollectCosts
from costgov.pipeline.cost_queries import Groupings
from costgov.pipeline.request_budget import RequestBudget

from cli.local.standin.server import StandIn
from cli.local.standin.world import PageSizes
from cli.local.synthetic import Organisation, build_organisation
from tests.fakes.sources import FakeTime
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore, InMemoryObjectStore

pytestmark = pytest.mark.loopback
# Early in the organisation's bill, so that little of it has to be added up.
AS_OF = date(2025, 10, 6)
FIRST = date(2025, 9, 1)
BY_SERVICE = (("DIMENSION", "SERVICE"),)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation()


@pytest.fixture(scope="module")
def running(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation, now=evening(AS_OF), pages=PageSizes(groups=700)) as standin:
        yield standin


@pytest.fixture
def aws(running: StandIn) -> StandIn:
    """The stand-in without faults, on the evening of AS_OF."""
    running.clear_faults()
    running.now = evening(AS_OF)
    return running


def evening(day: date) -> datetime:
    return datetime.combine(day, time(18), UTC)


def source(aws: StandIn) -> AwsCostExplorer:
    """The gateway on the product's own client, which does not retry: every fault reaches us."""
    client.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_COST_EXPLORER", aws.url)
        return AwsCostExplorer(client("ce", "us-east-1"))


def cost_query(window: Window, group_by: tuple[tuple[str, str], ...] = BY_SERVICE) -> CostQuery:
    return CostQuery("q", window, group_by, tuple(COSTS))


@dataclass
class Payer:
    """The payer account, collected into memory."""

    aws: StandIn
    time: FakeTime = field(default_factory=FakeTime)
    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def collect(self, as_of: date = AS_OF) -> StepRecord:
        service = CollectCosts(
            aws_anomalies=True,
            source=source(self.aws),
            costs=self.costs,
            control=self.control,
            evidence=InMemoryObjectStore(),
            groupings=Groupings(),
            reread_months=1,
            budget=RequestBudget(self.control, SOURCE, 200, self.time.clock),
            clock=self.time.clock,
            sleep=self.time.sleep,
            random=Random(1),
        )
        start = Month.of(as_of).shift(-1).first
        window = StepWindow(start=start, end=as_of + ONE_DAY)
        event = StepEvent(run_id=f"daily-{as_of}", as_of=as_of, window=window)
        return service.run(event, timedelta(minutes=15))

    def daily(self, dimension: str, metric: Metric) -> dict[date, Decimal]:
        """Exact stored totals by day."""
        days: dict[date, Decimal] = defaultdict(Decimal)
        window = Window(FIRST, AS_OF + ONE_DAY)
        for fact in self.costs.months(SeriesKey("USD", ORG, dimension), window):
            for day, amount in fact.daily(metric).items():
                days[day] = EXACT.add(days[day], amount)
        return dict(days)


def test_every_grouping_equals_the_bill_in_every_digit(
    aws: StandIn, organisation: Organisation
) -> None:
    payer = Payer(aws)

    record = payer.collect()

    assert record.gaps == ()
    bill: dict[Metric, dict[date, Decimal]] = {metric: defaultdict(Decimal) for metric in Metric}
    for line in organisation.lines(as_known_on=AS_OF):
        if line.day >= FIRST:
            for metric, amount in (
                (Metric.BILLED, line.unblended),
                (Metric.EFFECTIVE, line.amortized),
                (Metric.NET, line.net_amortized),
            ):
                bill[metric][line.day] = EXACT.add(bill[metric][line.day], amount)
    dimensions = payer.costs.ledgers()[0].dimensions
    assert {"tag:Environment", "tag:Team", "cost_category:Business unit"} <= set(dimensions)
    for dimension in dimensions:
        for metric in Metric:
            assert payer.daily(dimension, metric) == bill[metric], (dimension, metric)


def test_usage_is_stored_in_every_digit_by_its_unit(
    aws: StandIn, organisation: Organisation
) -> None:
    payer = Payer(aws)
    payer.collect()

    used: dict[str, Decimal] = defaultdict(Decimal)
    for line in organisation.lines(as_known_on=AS_OF):
        if line.usage_type == "NatGateway-Hours" and line.day >= FIRST:
            used[line.unit] += line.quantity
    stored: dict[str, Decimal] = defaultdict(Decimal)
    window = Window(FIRST, AS_OF + ONE_DAY)
    for fact in payer.costs.months(SeriesKey("USD", ORG, "usage_type"), window):
        if fact.value == "NatGateway-Hours":
            for unit, by_day in fact.quantities.items():
                stored[unit] += sum(by_day.values())
    assert stored == used
    assert set(used) == {"Hrs"}


def test_pages_are_followed_and_every_request_is_counted(aws: StandIn) -> None:
    before = sum(aws.usage().requests.values())

    record = Payer(aws).collect()

    asked = sum(aws.usage().requests.values()) - before
    assert asked > record.expected
    assert f"{asked} of 200 Cost Explorer requests used today" in record.notes


@pytest.mark.fault_case(5, 41)
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_a_burst_of_throttling_ends_complete_and_every_attempt_is_counted(
    aws: StandIn, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    payer, before = Payer(aws), aws.usage()
    aws.throttle("ce", times=6, after=2)

    record = payer.collect()

    assert record.complete
    assert len(payer.time.waits) == 6
    after = aws.usage()
    answered = sum(after.requests.values()) - sum(before.requests.values())
    refused = sum(after.refused.values()) - sum(before.refused.values())
    assert refused == 6
    assert f"{answered + 6} of 200 Cost Explorer requests used today" in record.notes


def test_a_service_that_fails_now_and_then_is_asked_again(aws: StandIn) -> None:
    aws.fail("ce", "GetCostAndUsage", "InternalFailure", times=2, status=500)

    assert Payer(aws).collect().complete


@pytest.mark.fault_case(6)
def test_a_refusal_is_a_gap_and_the_rest_is_stored(aws: StandIn) -> None:
    aws.fail("ce", "GetCostAndUsage", "DataUnavailableException")
    payer = Payer(aws)

    record = payer.collect()

    assert [(gap.target, gap.reason) for gap in record.gaps] == [
        ("record-type-service", "data-unavailable")
    ]
    assert payer.daily("total", Metric.BILLED) == {}
    assert payer.daily("account", Metric.BILLED)


@pytest.mark.fault_case(4)
def test_a_query_is_started_again_once(aws: StandIn) -> None:
    aws.fail("ce", "GetCostAndUsage", "RequestChangedException", after=1)

    assert Payer(aws).collect().complete


@pytest.mark.fault_case(4)
def test_a_token_that_went_stale_for_good_is_refused_as_a_restart(aws: StandIn) -> None:
    query = cost_query(Window(FIRST, AS_OF))
    gateway = source(aws)
    first = gateway.page(query, None)
    aws.expire_tokens()

    with pytest.raises(SourceError) as caught:
        gateway.page(query, first.next_token)

    assert caught.value.reason == "pagination-lost"


@pytest.mark.parametrize(
    "as_of",
    [date(2026, 10, 1), date(2026, 2, 28), date(2025, 12, 31), date(2026, 1, 1), AS_OF],
)
@pytest.mark.fault_case(9, 10, 12)
def test_every_window_we_build_is_accepted(aws: StandIn, as_of: date) -> None:
    aws.now = evening(as_of)
    gateway, before = source(aws), aws.usage().refused
    for start in (as_of, date(2020, 5, 17), Month.of(as_of).shift(-1).first):
        for window in due_windows(QueryReadings(query="q"), Reach(as_of, start, AS_OF)):
            gateway.page(cost_query(window), None)

    assert aws.usage().refused == before


@pytest.mark.parametrize(
    "change",
    [
        lambda query: (query.window, (*query.group_by, *BY_SERVICE, ("DIMENSION", "REGION"))),
        lambda query: (Window(AS_OF, AS_OF), query.group_by),
        lambda query: (Window(AS_OF, date(2025, 11, 2)), query.group_by),
        lambda query: (Window(date(2024, 8, 2), AS_OF), query.group_by),
    ],
    ids=["three groups", "start is end", "past next month", "over 14 months"],
)
def test_what_aws_refuses_is_refused_here_too(
    aws: StandIn, change: Callable[[CostQuery], tuple[Window, tuple[tuple[str, str], ...]]]
) -> None:
    window, group_by = change(
        cost_query(Window(AS_OF, AS_OF + ONE_DAY), (("DIMENSION", "LINKED_ACCOUNT"),))
    )

    with pytest.raises(SourceError, match="ValidationException"):
        source(aws).page(cost_query(window, group_by), None)


def test_only_the_payer_sees_the_bill(aws: StandIn) -> None:
    aws.fail("ce", None, "AccessDeniedException", times=1000)

    with pytest.raises(SourceDenied):
        source(aws).page(cost_query(Window(AS_OF, AS_OF + ONE_DAY)), None)


@pytest.mark.fault_case(7)
def test_a_day_seen_again_later_equals_the_bill_as_it_is_then(
    aws: StandIn, organisation: Organisation
) -> None:
    payer = Payer(aws)
    first = date(2025, 9, 20)
    for as_of in (first, first + timedelta(days=3), AS_OF):
        aws.now = evening(as_of)
        payer.time.now = aws.now
        assert payer.collect(as_of).complete

        known = sum(
            line.unblended for line in organisation.lines(as_known_on=as_of) if line.day == first
        )
        assert payer.daily("total", Metric.BILLED)[first] == known
    assert payer.costs.history
