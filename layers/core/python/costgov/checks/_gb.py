"""Bytes as they are charged."""

from decimal import Decimal
from typing import Final

GB: Final = Decimal(2**30)
"""Storage is measured in bytes and charged by 2**30 of them, which AWS calls a GB."""
_STEP: Final = Decimal("0.000001")


def in_gb(amount: Decimal | int) -> Decimal:
    """Bytes as the GB they are charged by, to a millionth."""
    return (Decimal(amount) / GB).quantize(_STEP)
