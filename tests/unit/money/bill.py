"""A bill, a price list and resources for the stories of pricing."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from costgov.domain.findings import Failed, Line, Saving
from costgov.domain.period import Window
from costgov.domain.price_book import PriceBook, UnitPrice
from costgov.domain.pricing import price_change
from costgov.domain.rates import Rates, Spent
from costgov.domain.resources import Resource

TODAY = date(2026, 10, 20)
WINDOW = Window(date(2026, 9, 18), date(2026, 10, 18))
ACCOUNT, REGION = "222233334444", "us-east-1"
MONTH = Decimal(730)
EC2 = "Amazon Elastic Compute Cloud - Compute"
SERVICES = {"AmazonEC2": "Amazon Elastic Compute Cloud"}
LARGE, SMALL, WINDOWS, DISK = (
    "ec2.instance/m5.xlarge/Linux",
    "ec2.instance/m5.large/Linux",
    "ec2.instance/m5.xlarge/Windows",
    "ebs.storage/gp3",
)


def price(key: str, amount: str, unit: str, usage_type: str, service: str) -> UnitPrice:
    return UnitPrice(
        key=key,
        region=REGION,
        amount=Decimal(amount),
        unit=unit,
        usage_type=usage_type,
        as_of=date(2026, 10, 18),
        service_code=service,
        service_name=SERVICES.get(service, ""),
    )


BOOK = PriceBook.of(
    [
        price(LARGE, "0.192", "Hrs", "BoxUsage:m5.xlarge", "AmazonEC2"),
        price(WINDOWS, "0.376", "Hrs", "BoxUsage:m5.xlarge", "AmazonEC2"),
        price(SMALL, "0.096", "Hrs", "BoxUsage:m5.large", "AmazonEC2"),
        price(DISK, "0.08", "GB-Mo", "EBS:VolumeUsage.gp3", "AmazonEC2"),
    ]
)


def hours(key: str, number: Decimal = MONTH) -> tuple[Line, ...]:
    return (Line(key, number),)


def delete(key: str = LARGE, quantity: Decimal = MONTH) -> Failed:
    return Failed(why="It has done nothing.", now=(Line(key, quantity),))


def resource(
    name: str = "i-0abc",
    *,
    launched: date = date(2026, 1, 1),
    lifecycle: Literal["on-demand", "spot", "scheduled"] = "on-demand",
) -> Resource:
    return Resource(
        id=name,
        arn=f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{name}",
        kind="AWS::EC2::Instance",
        account_id=ACCOUNT,
        region=REGION,
        state="running",
        lifecycle=lifecycle,
        launched_at=datetime(launched.year, launched.month, launched.day, tzinfo=UTC),
        as_of=TODAY,
    )


def spent(
    effective: str,
    billed: str | None = None,
    *,
    hours: str = "",
    unit: str = "Hrs",
    fees: str = "0",
    first: date = WINDOW.start,
    currency: str = "USD",
) -> Spent:
    """Sums over the thirty days; billed as much as spent where nothing else is said."""
    return Spent(
        currency=currency,
        effective=Decimal(effective),
        billed=Decimal(effective if billed is None else billed),
        quantities={unit: Decimal(hours)} if hours else {},
        fees=Decimal(fees),
        first_day=first,
    )


def rates(
    organisation: Mapping[str, Spent] | None = None,
    *,
    account: Mapping[str, Spent] | None = None,
    own: Mapping[str, Spent] | None = None,
    name: str = "i-0abc",
) -> Rates:
    """The bill of the organisation, of the account, and of one resource."""
    return Rates(
        window=WINDOW,
        organisation={usage_type: {EC2: one} for usage_type, one in (organisation or {}).items()},
        accounts={(ACCOUNT, usage_type): {EC2: one} for usage_type, one in (account or {}).items()},
        resources={(ACCOUNT, name): own} if own else {},
    )


def saved(bill: Rates, key: str = LARGE, then: tuple[Line, ...] = ()) -> Saving:
    """What deleting, or charging `then` instead, saves of a month of hours."""
    return price_change(hours(key), then, resource(), BOOK, bill)


def in_a_month(thirty_days: str) -> Decimal:
    return Decimal(thirty_days) * Decimal("30.4167") / 30


def days_ago(number: int) -> date:
    return WINDOW.end - timedelta(days=number)
