"""Granted credits against the credits on the bill, whatever its source tells apart."""

from datetime import date
from decimal import Decimal

from costgov.domain.costs import ChargeCategory
from costgov.domain.credits import CreditGrant, CreditReport
from costgov.pipeline.credits import credit_report
from costgov.pipeline.ledger import CutReader, currency_ledgers

from tests.fakes.stores import InMemoryCostStore
from tests.unit.pipeline.ledgers import Bill

FIRST = date(2026, 7, 1)
AS_OF = date(2026, 10, 20)
DAYS = (AS_OF - FIRST).days + 1
PROD, DEV = "111122223333", "444455556666"


def grant(name: str, amount: str, **fields: object) -> CreditGrant:
    return CreditGrant.model_validate(
        {"name": name, "amount": amount, "granted_on": FIRST} | fields
    )


def credited(source: str = "export:cur", currency: str = "USD") -> Bill:
    """30 a day of usage; 4 and 1 a day of credits for two services in two accounts."""
    bill = Bill(source=source, currency=currency).every_day(DAYS, lambda _: 30, FIRST)
    for service, account, amount in (("EC2", PROD, -4), ("SageMaker", DEV, -1)):
        bill.every_day(
            DAYS,
            lambda _, amount=amount: amount,  # type: ignore[misc]
            FIRST,
            service=service,
            account=account,
            category=ChargeCategory.CREDIT,
        )
    return bill


def report(bill: Bill, *grants: CreditGrant) -> CreditReport:
    store = bill.deliver(InMemoryCostStore(), AS_OF)
    (ledger,) = currency_ledgers(store)
    reader = CutReader(store, ledger.currency, ledger.window(AS_OF))
    return credit_report(reader, grants, AS_OF)


def test_every_credit_on_the_bill_is_a_grants_or_nobodys() -> None:
    found = report(
        credited(),
        grant("any", "300"),
        grant("sage", "1000", service="SageMaker"),
        grant("dev", "50", account=DEV, expires_on=date(2026, 8, 31)),
    )
    assert found.total == Decimal(5 * DAYS)
    applied = {one.grant.name: one.applied for one in found.grants}
    assert applied == {"dev": Decimal(50), "any": Decimal(300), "sage": Decimal(DAYS - 50)}
    assert sum(one for one in applied.values() if one) + found.not_granted == found.total
    assert found.month_to_date == Decimal(100)


def test_credits_without_any_grant_are_shown_all_the_same() -> None:
    found = report(credited())
    assert (found.grants, found.not_granted) == ((), Decimal(5 * DAYS))


def test_cost_explorer_tells_the_credits_of_a_service_but_not_of_an_account() -> None:
    bill = credited("cost_explorer").unsplit("account").unsplit("service", "account")
    found = report(bill, grant("sage", "900", service="SageMaker"), grant("dev", "50", account=DEV))
    states = {one.grant.name: (one.state, one.applied) for one in found.grants}
    assert states == {"sage": ("active", Decimal(DAYS)), "dev": ("unknown", None)}
    assert found.not_granted == Decimal(4 * DAYS)


def test_a_source_that_tells_no_charge_categories_leaves_grants_unknown() -> None:
    found = report(credited("cost_explorer").unsplit("total"), grant("any", "300"))
    assert [(one.state, one.balance) for one in found.grants] == [("unknown", None)]


def test_a_grant_in_another_currency_is_not_this_ledgers() -> None:
    euros = credited(currency="EUR")
    found = report(euros, grant("dollars", "300"), grant("euros", "9000", currency="EUR"))
    assert [one.grant.name for one in found.grants] == ["euros"]
    assert found.grants[0].rate is not None
    assert found.grants[0].rate.mean == Decimal(5)
