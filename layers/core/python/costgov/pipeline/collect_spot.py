"""Keeps what Spot costs for the types that Auto Scaling groups run on demand, about once a week."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from costgov.clock import Clock
from costgov.domain.money import parse_amount
from costgov.domain.period import ONE_DAY
from costgov.domain.resources import INSTANCE
from costgov.domain.runs import COLLECT_RATES, Gap, StepEvent, Target
from costgov.domain.spot import SpotChange, SpotPrice, spot_price
from costgov.errors import OutOfTime, SourceError
from costgov.gateways.inventory_ports import Listings
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.findings import Findings
from costgov.pipeline.rate_records import spot_prices

CALL: Final = "ec2:DescribeSpotPriceHistory"
WINDOW: Final = timedelta(days=14)
_WEEK: Final = timedelta(days=7)
_SYSTEM: Final = "Linux"
_PRODUCT: Final = "Linux/UNIX"
_GROUP_TAG: Final = "aws:autoscaling:groupName"


@dataclass(frozen=True, slots=True)
class CollectSpot:
    """The part of `collect_rates` that keeps Spot prices; `home` is the account that asks."""

    listings: Listings
    results: DocumentStore
    clock: Clock
    home: str

    def __call__(self, event: StepEvent, deadline: datetime) -> Findings:
        """Read what is due in every region; one that refuses keeps its prices and is a gap.

        Raises:
            StoreError: prices could not be stored.
        """
        expected = got = 0
        gaps: list[Gap] = []
        for region, types in sorted(self._types().items()):
            if not self._is_due(region, types, event.as_of):
                continue
            expected += 1
            try:
                if self.clock() >= deadline:
                    raise OutOfTime("no time was left")
                self._read(region, types, event.as_of)
                got += 1
            except SourceError as error:
                gaps.append(
                    Gap(
                        step=COLLECT_RATES,
                        target=f"spot prices in {region}",
                        reason=error.reason,
                        detail=str(error),
                        retry_after=event.as_of + ONE_DAY,
                    )
                )
        return Findings(expected, got, tuple(gaps))

    def _types(self) -> dict[str, set[str]]:
        """The types that members of groups run on demand, by region."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for state in records.inventories(self.results).all():
            place = (state.target.account_id, state.target.region)
            for one in records.resources(self.results).all(*place, prefix=f"{INSTANCE}#"):
                is_member = _GROUP_TAG in one.tags and one.lifecycle == "on-demand"
                if is_member and one.instance_type and one.state == "running":
                    found[one.region].add(one.instance_type)
        return found

    def _is_due(self, region: str, types: set[str], as_of: date) -> bool:
        known = {one.instance_type: one.as_of for one in spot_prices(self.results).all(region)}
        return any(name not in known or as_of - known[name] >= _WEEK for name in types)

    def _read(self, region: str, types: set[str], as_of: date) -> None:
        reader = self.listings.reader(Target(account_id=self.home, region=region), (CALL,))
        end = datetime.combine(as_of, time(), UTC)
        history = reader.each(
            CALL,
            "SpotPriceHistory",
            InstanceTypes=sorted(types),
            ProductDescriptions=[_PRODUCT],
            StartTime=end - WINDOW,
            EndTime=end,
        )
        by_type: defaultdict[str, list[SpotChange]] = defaultdict(list)
        for one in history:
            change = SpotChange(
                one["AvailabilityZone"], one["Timestamp"], parse_amount(one["SpotPrice"])
            )
            by_type[one["InstanceType"]].append(change)
        found = _prices(by_type.items(), region, (end - WINDOW, end))
        spot_prices(self.results).make_equal([(one.instance_type, one) for one in found], region)


def _prices(
    by_type: Iterable[tuple[str, list[SpotChange]]],
    region: str,
    window: tuple[datetime, datetime],
) -> Iterator[SpotPrice]:
    for name, changes in by_type:
        found = spot_price(name, _SYSTEM, region, changes, window)
        if found is not None:
            yield found
