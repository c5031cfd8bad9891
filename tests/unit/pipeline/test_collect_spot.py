"""Spot prices: a mean by the time each price held, of the middle zone; read weekly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.resources import INSTANCE, InventoryState, Resource
from costgov.domain.runs import StepEvent, StepWindow, Target
from costgov.domain.spot import SpotChange, SpotPrice, spot_price, zone_means
from costgov.errors import SourceDenied
from costgov.pipeline import records
from costgov.pipeline.collect_spot import CALL, CollectSpot
from costgov.pipeline.findings import Findings
from costgov.pipeline.rate_records import load_price_book, spot_prices
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.listings import FakeListings
from tests.fakes.stores import InMemoryDocumentStore

TODAY = date(2026, 10, 20)
END = datetime(2026, 10, 20, tzinfo=UTC)
START = END - timedelta(days=14)
NOW = END + timedelta(hours=6)
HERE = Target(account_id="222233334444", region="us-east-1")


def change(zone: str, days: float, amount: str) -> SpotChange:
    return SpotChange(zone, START + timedelta(days=days), Decimal(amount))


def test_a_price_counts_as_long_as_it_held() -> None:
    # A week at 0.06 and a week at 0.08; what was in force before the window counts from its start.
    found = zone_means([change("a", -3, "0.06"), change("a", 7, "0.08")], START, END)
    assert found == {"a": Decimal("0.07")}


def test_the_middle_zone_is_the_price_and_the_others_its_range() -> None:
    changes = [change("a", 0, "0.05"), change("b", 0, "0.06"), change("c", 0, "0.12")]
    found = spot_price("c6i.xlarge", "Linux", "us-east-1", changes, (START, END))
    assert found is not None
    assert (found.amount, found.low, found.high, found.zones) == (
        Decimal("0.06"), Decimal("0.05"), Decimal("0.12"), 3,
    )  # fmt: skip
    assert found.unit_price().key == "ec2.spot/c6i.xlarge/Linux"


def test_no_zone_no_price() -> None:
    assert spot_price("c6i.xlarge", "Linux", "us-east-1", [], (START, END)) is None


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.floats(-5, 13), st.integers(1, 999)),
        min_size=1,
        max_size=20,
    )
)
def test_a_mean_lies_between_the_least_and_the_most(told: Sequence[tuple[str, float, int]]) -> None:
    changes = [SpotChange(z, START + timedelta(days=d), Decimal(n) / 1000) for z, d, n in told]
    for zone, mean in zone_means(changes, START, END).items():
        amounts = [one.amount for one in changes if one.zone == zone]
        assert min(amounts) <= mean <= max(amounts)


@dataclass
class World:
    answers: dict[str, object] = field(default_factory=dict)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def __post_init__(self) -> None:
        state = InventoryState(target=HERE, as_of=TODAY, resources=1)
        records.inventories(self.results).put(state, str(HERE))
        member = Resource(
            id="i-1",
            arn="arn:aws:ec2:us-east-1:222233334444:instance/i-1",
            kind=INSTANCE,
            account_id=HERE.account_id,
            region=HERE.region,
            state="running",
            instance_type="c6i.xlarge",
            tags={"aws:autoscaling:groupName": "web"},
            as_of=TODAY,
        )
        records.resources(self.results).put(member, member.key, HERE.account_id, HERE.region)
        told = {
            "AvailabilityZone": "us-east-1a",
            "InstanceType": "c6i.xlarge",
            "ProductDescription": "Linux/UNIX",
            "SpotPrice": "0.066300",
            "Timestamp": START,
        }
        self.answers = {CALL: {"SpotPriceHistory": [told]}}

    def collect(self, as_of: date = TODAY) -> Findings:
        event = StepEvent(run_id="run", as_of=as_of, window=StepWindow(start=as_of, end=as_of))
        listings = FakeListings(self.answers)  # type: ignore[arg-type]
        part = CollectSpot(listings, self.results, lambda: NOW, HERE.account_id)
        return part(event, NOW + timedelta(minutes=10))


def test_the_types_of_groups_are_priced_once_a_week() -> None:
    here = World()
    assert (here.collect().got, here.collect(TODAY + timedelta(6)).expected) == (1, 0)
    [price] = spot_prices(here.results).all("us-east-1")
    assert (price.instance_type, price.amount) == ("c6i.xlarge", Decimal("0.066300"))
    assert here.collect(TODAY + timedelta(7)).got == 1
    book = load_price_book(here.results, ["us-east-1"])
    assert book.get("ec2.spot/c6i.xlarge/Linux", "us-east-1").amount == Decimal("0.066300")


def test_a_refusal_is_a_gap_and_keeps_the_price() -> None:
    here = World()
    here.collect()
    here.answers = {CALL: SourceDenied("UnauthorizedOperation")}
    [gap] = here.collect(TODAY + timedelta(8)).gaps
    assert (gap.target, gap.reason) == ("spot prices in us-east-1", "access-denied")
    assert len(spot_prices(here.results).all("us-east-1")) == 1


@pytest.mark.parametrize(("region", "currency"), [("eu-west-1", "USD"), ("cn-north-1", "CNY")])
def test_a_price_has_the_currency_of_its_partition(region: str, currency: str) -> None:
    found = SpotPrice(
        instance_type="c6i.xlarge",
        system="Linux",
        region=region,
        amount=Decimal("0.07"),
        low=Decimal("0.06"),
        high=Decimal("0.08"),
        zones=3,
        as_of=TODAY,
    )
    assert found.unit_price().currency == currency
