"""Charges as arrays over the days: the form in which the bill is put together."""

from dataclasses import dataclass, replace

import numpy as np

from cli.local.synthetic.model import RecordType, Tags
from cli.local.synthetic.noise import Ints
from cli.local.synthetic.usage import Lag


@dataclass(frozen=True, slots=True)
class Charge:
    """What a charge is, whatever the day."""

    account_id: str
    service: str
    usage_type: str
    region: str
    record_type: RecordType
    tags: Tags
    unit: str
    lag: Lag


@dataclass(frozen=True, slots=True)
class Series:
    """A charge by day, settled: quantity in 1e-4 units, money in 1e-10 dollars."""

    charge: Charge
    quantity: Ints
    unblended: Ints
    net_unblended: Ints
    amortized: Ints
    net_amortized: Ints

    @classmethod
    def plain(cls, charge: Charge, quantity: Ints, money: Ints) -> "Series":
        """A charge that costs the same under every metric."""
        return cls(charge, quantity, money, money, money, money)

    @classmethod
    def cash(cls, charge: Charge, quantity: Ints, money: Ints, accrued: Ints) -> "Series":
        """A charge that is billed as `money` and amortized as `accrued`."""
        return cls(charge, quantity, money, money, accrued, accrued)

    def since(self, index: int) -> "Series":
        """The same charge from the day of an index on."""
        return Series(
            self.charge,
            self.quantity[index:],
            self.unblended[index:],
            self.net_unblended[index:],
            self.amortized[index:],
            self.net_amortized[index:],
        )

    def derived(self, record_type: RecordType, money: Ints, *, lag: Lag | None = None) -> "Series":
        """A charge without usage of its own beside this one: a credit, a negation."""
        charge = replace(self.charge, record_type=record_type, lag=lag or self.charge.lag)
        return Series.plain(charge, np.zeros_like(self.quantity), money)


def shown(values: Ints, share: Ints) -> Ints:
    """Values at a share in basis points, cut towards zero so that a pair of ± stays one."""
    result: Ints = np.sign(values) * (np.abs(values) * share // 10_000)
    return result
