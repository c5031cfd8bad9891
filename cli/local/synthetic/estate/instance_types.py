"""What EC2 offers, in every region alike."""

from collections.abc import Iterator
from datetime import datetime

from cli.local.synthetic.estate.model import Listed, Told
from cli.local.synthetic.prices import instance_types

_PAGE = 100


def estate(_now: datetime) -> Iterator[Told]:
    """Every instance type, on pages as large as AWS makes them."""
    items = [one.described() for one in instance_types()]
    yield Listed("ec2", "DescribeInstanceTypes", "", "", items, page=_PAGE)
