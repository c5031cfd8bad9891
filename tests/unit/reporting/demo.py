"""A company's autumn for the report: season, growth, credits, a lost day, two currencies.

Deterministic: the same page every time, to be looked at and to be tested.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.costs import ChargeCategory
from costgov.pipeline.report import ReportPorts

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore, InMemoryObjectStore
from tests.unit.reporting.bill import READ_AT, Line, facts

AS_OF = date(2026, 10, 20)
FIRST = date(2026, 8, 1)
LOST_DAY = date(2026, 10, 7)
FREE_DAY = date(2026, 10, 11)
HOSTILE = '<script>alert("x")</script>'
FORMULA = "=cmd|' /C calc'!A0"
ARABIC = "فريق المنصة"
LONG = "w" * 256
SAVINGS_PLANS = "Savings Plans for AWS Compute usage"
LEVELS = {
    "Amazon Elastic Compute Cloud": 412,
    "Amazon Relational Database Service": 188,
    "Amazon Simple Storage Service": 96,
    "AWS Lambda": 61,
    "Amazon CloudFront": 47,
    "Amazon DynamoDB": 33,
    "AmazonCloudWatch": 21,
    "Amazon Virtual Private Cloud": 17,
    "AWS Key Management Service": 6,
    "Amazon Route 53": 3,
}
ACCOUNTS = {"111122223333": 0.6, "444455556666": 0.3, "777788889999": 0.1}
REGIONS = ("eu-central-1", "us-east-1", "ap-southeast-2")
TEAMS = ("checkout", "data 📊 platform", ARABIC, FORMULA, HOSTILE, LONG, "", None)
# How much more an account pays for a service, from and until which day.
JUMPS = (
    ("AWS Lambda", "444455556666", date(2026, 10, 17), date(2026, 12, 31), 240),
    ("Amazon CloudFront", "111122223333", date(2026, 9, 14), date(2026, 9, 15), 390),
)


@dataclass
class Demo:
    """The stores of one product."""

    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    reports: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)

    @property
    def ports(self) -> ReportPorts:
        """What the report is given."""
        return ReportPorts(self.costs, self.control, self.results, self.reports)

    def deliver(self, source: str, lines: Iterator[Line]) -> None:
        """Store what a source has delivered."""
        given = facts(lines, source)
        self.costs.replace(source, sorted({fact.month for fact in given}), given, READ_AT)


def with_costs() -> Demo:
    """The bill of the company, and nothing that anybody made of it."""
    demo = Demo()
    demo.deliver("cost_explorer", dollars(random.Random(7)))
    demo.deliver("focus:reseller", euros())
    return demo


def dollars(dice: random.Random) -> Iterator[Line]:
    """What the payer account pays."""
    for number in range((AS_OF - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        if day == LOST_DAY:
            continue
        for index, (service, level) in enumerate(LEVELS.items()):
            for place, (account, part) in enumerate(ACCOUNTS.items()):
                size = level * part * _season(day) * (1 + number * 0.002) * dice.uniform(0.93, 1.07)
                region = REGIONS[(index + place) % 3] if service != "Amazon Route 53" else None
                amount = Decimal(f"{size + _jump(service, account, day):.10f}")
                yield replace(
                    Line(day, amount, service, account, region, dice.choice(TEAMS)),
                    usage_type=f"{service.split()[-1]}-Usage",
                    hours=_hours(service, amount, day),
                )
        yield from _fees(day)


def _hours(service: str, amount: Decimal, day: date) -> Decimal | None:
    """What was used; databases are dearer from October on, and nobody measures CloudFront."""
    if service == "Amazon CloudFront":
        return None
    dearer = service == "Amazon Relational Database Service" and day.month == 10
    return (amount / Decimal("0.11" if dearer else "0.096")).quantize(Decimal("0.0001"))


def _season(day: date) -> float:
    return 0.72 if day.weekday() >= 5 else 1.0


def _jump(service: str, account: str, day: date) -> int:
    return sum(
        size
        for name, payer, first, last, size in JUMPS
        if (name, payer) == (service, account) and first <= day <= last
    )


def _fees(day: date) -> Iterator[Line]:
    """What is not usage: a plan paid ahead, tax, and a credit every Wednesday."""
    if day.day == 1:
        price, none = Decimal("912.40"), Decimal(0)
        purchase, tax = ChargeCategory.PURCHASE, ChargeCategory.TAX
        yield Line(day, price, SAVINGS_PLANS, region=None, category=purchase, effective=none)
        yield Line(day, Decimal("418.22"), "AWS Support (Business)", region=None, category=tax)
    used = Decimal("29.43")
    yield Line(day, Decimal(0), SAVINGS_PLANS, region=None, effective=used)
    if day.weekday() == 2:
        credit = ChargeCategory.CREDIT
        yield Line(day, Decimal("-164.5"), "Amazon Elastic Compute Cloud", category=credit)


def euros() -> Iterator[Line]:
    """A reseller's euros: little, with a day that cost nothing."""
    for number in range(25):
        day = date(2026, 9, 26) + timedelta(days=number)
        amount = Decimal(0) if day == FREE_DAY else Decimal("3.10") + number % 4
        yield Line(day, amount, "Fraud Check", "reseller-7", None, currency="EUR")
