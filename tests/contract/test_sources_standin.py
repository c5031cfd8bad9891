"""Every inventory source reads the whole synthetic organisation through the stand-in."""

from collections.abc import Iterator
from datetime import date

import pytest
from costgov.collectors.inventory.contract import GLOBAL, Place, Source
from costgov.collectors.inventory.registry import sources
from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_listing import AwsListings
from costgov.gateways.aws_session import Credentials, clients_at

from cli.local.standin import MEMBER_ROLE, StandIn
from cli.local.synthetic import build_organisation
from cli.local.synthetic.names import ACCOUNTS, REGION_PREFIX

pytestmark = pytest.mark.loopback

END = date(2026, 10, 20)
OPEN = [account.id for account in ACCOUNTS.values() if account.state == "ACTIVE"]
MEMBERS = [one for one in OPEN if one != ACCOUNTS["management"].id]


@pytest.fixture(scope="module")
def listings() -> Iterator[AwsListings]:
    with StandIn(build_organisation(start=date(2026, 10, 1), end=END)) as standin:
        clients = clients_at(standin.url)
        home = Credentials("test", "test", "test")
        sessions = MemberSessions(clients("sts", "us-east-1", home), "none", MEMBER_ROLE)
        yield AwsListings(sessions, clients)


def looked_at(listings: AwsListings, source: Source) -> Iterator[Resource]:
    for account in MEMBERS:
        for region in (GLOBAL,) if source.is_global else REGION_PREFIX:
            reader = listings.reader(Target(account_id=account, region=region), source.calls)
            yield from source.fetch(reader, Place(account, region, "aws", END))


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_source_reads_every_account_and_region(listings: AwsListings, source: Source) -> None:
    found = list(looked_at(listings, source))

    assert {one.kind for one in found} <= set(source.kinds)
    keys = [(one.account_id, one.region, one.key) for one in found]
    assert len(keys) == len(set(keys))
