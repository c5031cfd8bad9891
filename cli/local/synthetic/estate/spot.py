"""What Spot capacity of the common types has cost lately, in every zone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

from cli.local.synthetic.estate.model import Listed, Told
from cli.local.synthetic.names import REGION_PREFIX
from cli.local.synthetic.noise import key_of
from cli.local.synthetic.prices.instance_types import hourly_usd

_FAMILIES = ("c5", "c6i", "m5", "m6a", "m6i", "m7g", "r6i", "t3")
_SIZES = ("large", "xlarge", "2xlarge")
_ZONES = "abc"
_CHANGES, _APART = 8, timedelta(hours=53)
_SHARE = Decimal("0.39")
"""What Spot costs of the price on demand, on average."""
_PAGE = 1000


def estate(now: datetime) -> Iterator[Told]:
    """Prices change every few days by some percent, in each zone for itself."""
    for region in REGION_PREFIX:
        items = [
            _change(f"{family}.{size}", region + zone, number, now)
            for family, size, zone, number in product(_FAMILIES, _SIZES, _ZONES, range(_CHANGES))
        ]
        yield Listed("ec2", "DescribeSpotPriceHistory", "", region, items, page=_PAGE)


def _change(name: str, zone: str, number: int, now: datetime) -> dict[str, object]:
    on_demand = hourly_usd(name, zone[:-1])
    drift = Decimal(key_of(0, "spot", name, zone, str(number)) % 9 - 4) / 100
    return {
        "InstanceType": name,
        "AvailabilityZone": zone,
        "ProductDescription": "Linux/UNIX",
        "SpotPrice": f"{on_demand * (_SHARE + drift):.6f}",
        "Timestamp": now - number * _APART,
    }
