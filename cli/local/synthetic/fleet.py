"""The EC2 instances: what they are, when they run, and what is true about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cli.local.synthetic.model import Tags
from cli.local.synthetic.names import ACCOUNTS, REGION_PREFIX, TAG_SETS
from cli.local.synthetic.noise import Ints, key_of
from cli.local.synthetic.usage import Axis, table, whole

_UNITS = {"h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Load:
    """How busy an instance is, in percent of its CPU; `memory` is None without an agent."""

    profile: str
    low: float
    high: float
    weekend: float
    burst: float
    memory: float | None


@dataclass(frozen=True, slots=True)
class Instance:
    """An EC2 instance and the verdict a right analysis of it comes to (`truth`).

    `agent` names the dimensions its CloudWatch agent attaches: instance, full, group, windows or
    none. The hours of a "pool" member are billed with its fleet, not one by one.
    """

    id: str
    name: str
    account_id: str
    region: str
    zone: str
    instance_type: str
    price: str
    tags: Tags
    lifecycle: str
    group: str
    billed: str
    detailed: bool
    launched: datetime
    stopped: datetime | None
    terminated: datetime | None
    load: Load
    agent: str
    truth: str

    @property
    def image_id(self) -> str:
        """The AMI it was started from: one per region and operating system."""
        system = "windows" if self.agent == "windows" else "linux"
        return f"ami-{key_of(0, self.region, system):016x}0"

    @property
    def burstable(self) -> bool:
        """Whether it lives on CPU credits (T families)."""
        return self.instance_type.startswith("t")

    @property
    def usage_type(self) -> str:
        """The usage type its hours are billed under."""
        kind = "SpotUsage" if self.lifecycle == "spot" else "BoxUsage"
        return f"{REGION_PREFIX[self.region]}{kind}:{self.instance_type}"

    def ran_until(self, now: datetime) -> datetime:
        """When it last ran, seen from `now`."""
        ends = [end for end in (self.stopped, self.terminated) if end is not None]
        return min([now, *ends])


def fleet(seed: int, now: datetime) -> tuple[Instance, ...]:
    """The instances of `fleet.csv` that had been launched by `now` (UTC)."""
    rows = (_instance(seed, row, now) for row in table("fleet.csv"))
    return tuple(instance for instance in rows if instance.launched < now)


def instance_id(name: str, seed: int = 1) -> str:
    """The id of the instance that `fleet.csv` names so; 1 is the seed of the organisation."""
    return f"i-{key_of(seed, 'instance', name):016x}0"


def hours(instance: Instance, axis: Axis, now: datetime) -> Ints:
    """Hours run per day in 1e-4 hours; the day of `now` counts as if it ran to its end."""
    end = instance.ran_until(datetime.max.replace(tzinfo=UTC))
    if end > now:
        end = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
    midnights = axis.ordinals.astype(float) * 24.0
    first, last = _hour(instance.launched), _hour(end)
    inside = (midnights + 24.0).clip(max=last) - midnights.clip(min=first)
    return whole(inside.clip(min=0.0))


def _hour(instant: datetime) -> float:
    return instant.toordinal() * 24.0 + instant.hour + instant.minute / 60 + instant.second / 3600


def _instance(seed: int, row: Mapping[str, str], now: datetime) -> Instance:
    launched = _instant(row["launched"], now)
    if launched is None:
        raise ValueError(f"fleet.csv: {row['name']} has no launch time")
    return Instance(
        id=instance_id(row["name"], seed),
        name=row["name"],
        account_id=ACCOUNTS[row["account"]].id,
        region=row["region"],
        zone=row["region"] + row["zone"],
        instance_type=row["instance_type"],
        price=row["price"],
        tags=TAG_SETS[row["tags"]],
        lifecycle=row["lifecycle"],
        group=row["group"],
        billed=row["billed"],
        detailed=bool(row["detailed"]),
        launched=launched,
        stopped=_instant(row["stopped"], now),
        terminated=_instant(row["terminated"], now),
        load=Load(
            profile=row["profile"],
            low=float(row["low"]),
            high=float(row["high"]),
            weekend=float(row["weekend"]),
            burst=float(row["burst"]),
            memory=float(row["memory"]) if row["memory"] else None,
        ),
        agent=row["agent"],
        truth=row["truth"],
    )


def _instant(text: str, now: datetime) -> datetime | None:
    """An instant, or "-2h" / "-40d" before `now`."""
    if not text:
        return None
    if text.startswith("-"):
        return now - timedelta(**{_UNITS[text[-1]]: int(text[1:-1])})
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
