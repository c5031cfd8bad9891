"""Bills for allocation: charges whose every key is known, told as a file or as Cost Explorer."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from costgov.domain.allocation.amounts import Amounts, Booked, add_amounts, summed
from costgov.domain.allocation.charges import Charges, Grouping
from costgov.domain.allocation.plan import View
from costgov.domain.costs import ChargeCategory, Metric
from hypothesis import strategies as st

ACCOUNTS = ("111111111111", "222222222222", "")
SERVICES = ("Amazon EC2", "Amazon S3", "AWS Support (Business)", "Tax", None)
TEAMS = ("search", "Search", "checkout", "ops$core", "growth 🚀", "", None)
STAGES = ("production", "dev", None)
NAMES = ("service", "tag:Team", "tag:Stage")
CATEGORIES = tuple(category for category in ChargeCategory if category != ChargeCategory.UNSPLIT)


class Charge(NamedTuple):
    """One charge with all that can be known of it."""

    account: str
    service: str | None
    team: str | None
    stage: str | None
    category: ChargeCategory
    day: int
    amount: Decimal

    @property
    def values(self) -> tuple[str | None, ...]:
        """The values of NAMES."""
        return self.service, self.team, self.stage

    def amounts(self, category: ChargeCategory | None = None) -> Amounts:
        """The charge as amounts, billed and effective alike."""
        return {
            (category or self.category, metric): {self.day: self.amount}
            for metric in (Metric.BILLED, Metric.EFFECTIVE)
        }


def charge(amount: str, **what: object) -> Charge:
    """A charge with defaults for what a story does not name."""
    usual = {
        "account": ACCOUNTS[0],
        "service": SERVICES[0],
        "team": None,
        "stage": None,
        "category": ChargeCategory.USAGE,
        "day": 1,
    }
    return Charge(**{**usual, **what}, amount=Decimal(amount))  # type: ignore[arg-type]


def bill_of(charges: Sequence[Charge], category: ChargeCategory | None = None) -> Amounts:
    """All charges by category, metric and day."""
    return summed(one.amounts(category) for one in charges)


def as_file(charges: Sequence[Charge]) -> dict[str, Charges[Amounts]]:
    """By account, everything told at once."""
    return {
        account: Charges({"account": frozenset((account,))}, (_grouping(of, NAMES),))
        for account, of in _by_account(charges).items()
    }


def as_cost_explorer(charges: Sequence[Charge]) -> dict[str, Charges[Amounts]]:
    """By account, one grouping for each name; charge categories are not told."""
    return {
        account: Charges(
            {"account": frozenset((account,))},
            tuple(_grouping(of, (name,), ChargeCategory.UNSPLIT) for name in NAMES),
        )
        for account, of in _by_account(charges).items()
    }


def _by_account(charges: Sequence[Charge]) -> Mapping[str, list[Charge]]:
    found: dict[str, list[Charge]] = {}
    for one in charges:
        found.setdefault(one.account, []).append(one)
    return found


def _grouping(
    charges: Sequence[Charge], names: tuple[str, ...], category: ChargeCategory | None = None
) -> Grouping[Amounts]:
    cells: dict[tuple[str | None, ...], Booked] = {}
    for one in charges:
        values = tuple(one.values[NAMES.index(name)] for name in names)
        add_amounts(cells.setdefault(values, {}), one.amounts(category))
    return Grouping(names, cells)


amounts = st.decimals(-100_000, 100_000, allow_nan=False, allow_infinity=False, places=11)
charges = st.builds(
    Charge,
    account=st.sampled_from(ACCOUNTS),
    service=st.sampled_from(SERVICES),
    team=st.sampled_from(TEAMS),
    stage=st.sampled_from(STAGES),
    category=st.sampled_from(CATEGORIES),
    day=st.integers(1, 3),
    amount=amounts,
)
bills = st.lists(charges, max_size=12)

UNITS = ("search", "checkout", "platform", "shared a", "shared b")
_conditions = st.fixed_dictionaries(
    {},
    optional={
        "account": st.sampled_from(ACCOUNTS[:2]),
        "service": st.sampled_from([name for name in SERVICES if name]),
        "service_regex": st.sampled_from(["A.*", "Amazon (?P<what>.+)", "(?P<what>Tax)?"]),
        "team": st.sampled_from(["search", "checkout", None]),
        "stage": st.sampled_from(["production", None]),
    },
)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, object]:
    """A valid rule."""
    what = draw(_conditions)
    quotes = []
    if "service" in what:
        what.pop("service_regex", None)
    elif "what" in what.get("service_regex", ""):
        quotes.append("{what}")
    for key in ("team", "stage"):
        if key in what:
            value = what.pop(key)
            if "tag" not in what:
                what["tag"] = key.capitalize()
                what |= {"value": value} if value else {}
                quotes.append("{value}")
    quotes += [f"{{{name}}}" for name in ("account", "service") if name in what]
    unit = draw(st.sampled_from([*UNITS, *quotes, *(f"of {quote}" for quote in quotes)]))
    return {**what, "unit": unit}


@st.composite
def views(draw: st.DrawFn) -> View:
    """A valid view; what it shares out may have cost or not."""
    found = draw(st.lists(rules(), min_size=1, max_size=5))
    body = [rule for rule in found if len(rule) > 1]
    body += [rule for rule in found if len(rule) == 1][:1]
    body = body or [{"tag": "Team"}]
    if not any("{" in str(rule.get("unit", "{")) for rule in body):
        body.insert(0, {"tag": "Team"})
    names = draw(st.lists(st.sampled_from(UNITS[3:]), unique=True))
    return View.model_validate({"rules": body, "shared": [draw(_shared(name)) for name in names]})


@st.composite
def _shared(draw: st.DrawFn, name: str) -> dict[str, object]:
    among = draw(st.lists(st.sampled_from(UNITS[:3]), unique=True))
    return draw(
        st.sampled_from(
            [
                {"unit": name, "split": "even", "among": among},
                {"unit": name, "split": "proportional", "among": among},
                {"unit": name, "split": "fixed", "percent": {"search": "33.4", "new": "66.6"}},
                {"unit": name, "split": "usage", "weights": {"2026-10": {"search": "1", "b": "2"}}},
                {"unit": name, "split": "usage", "weights": {"2027-01": {"search": "1"}}},
            ]
        )
    )
