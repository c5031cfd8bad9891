"""What the organisation owns beside its instances: every module here tells one part of it."""

from cli.local.synthetic.estate.collection import Estate, collected
from cli.local.synthetic.estate.model import (
    Answer,
    InstanceFields,
    Listed,
    Measured,
    Told,
    Truth,
)

__all__ = [
    "Answer",
    "Estate",
    "InstanceFields",
    "Listed",
    "Measured",
    "Told",
    "Truth",
    "collected",
]
