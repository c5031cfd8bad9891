"""The product's own gateways against the stand-in: what they read is what is there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from costgov.domain.period import Window
from costgov.domain.runs import Target
from costgov.errors import QueryRestart, SourceDenied
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_cost_explorer import AwsCostExplorer
from costgov.gateways.aws_inventory import AwsInventory
from costgov.gateways.aws_organizations import AwsOrganization
from costgov.gateways.aws_session import Credentials
from costgov.gateways.ports import CostPage, CostQuery

from cli.local.standin import MEMBER_ROLE, PageSizes, StandIn
from cli.local.synthetic import Organisation, build_organisation
from tests.contract.standin_support import CLOSED, DEVELOPMENT, PRODUCTION, total
from tests.fakes.sources import merged

pytestmark = pytest.mark.loopback

TODAY = date(2026, 10, 20)
OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 21))
QUERY = CostQuery(
    "by service", OCTOBER, (("DIMENSION", "SERVICE"), ("TAG", "Team")), ("UnblendedCost",)
)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation(start=date(2026, 9, 1))


@pytest.fixture
def standin(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation, pages=PageSizes(groups=500)) as running:
        yield running


@pytest.fixture
def inventory(standin: StandIn) -> AwsInventory:
    def client(service: str, region: str | None, given: Credentials | None) -> Any:
        session = boto3.Session(
            aws_access_key_id=given.access_key if given else None,
            aws_secret_access_key=given.secret_key if given else None,
            aws_session_token=given.token if given else None,
            region_name=region,
        )
        return session.client(service, endpoint_url=standin.url)  # type: ignore[call-overload]

    sessions = MemberSessions(client("sts", "us-east-1", None), "000000000000", MEMBER_ROLE)
    return AwsInventory(sessions, client)


def read(standin: StandIn) -> list[CostPage]:
    explorer = AwsCostExplorer(boto3.client("ce", endpoint_url=standin.url))
    pages = [explorer.page(QUERY, None)]
    while (token := pages[-1].next_token) is not None:
        pages.append(explorer.page(QUERY, token))
    return pages


def test_the_bill_is_read_whole_and_exact(standin: StandIn, organisation: Organisation) -> None:
    pages = read(standin)
    expected = sum(
        (line.unblended for line in organisation.lines(as_known_on=TODAY) if line.day in OCTOBER),
        Decimal(0),
    )
    assert len(pages) > 1
    assert total([dict(page.body) for page in pages]) == expected


def test_a_token_that_goes_stale_on_the_way_asks_for_a_new_start(standin: StandIn) -> None:
    explorer = AwsCostExplorer(boto3.client("ce", endpoint_url=standin.url))
    token = explorer.page(QUERY, None).next_token
    standin.now = datetime(2026, 10, 20, 23, tzinfo=UTC)
    with pytest.raises(QueryRestart):
        explorer.page(QUERY, token)


def test_accounts_are_listed_with_name_state_and_day_of_joining(standin: StandIn) -> None:
    client = boto3.client("organizations", endpoint_url=standin.url)
    accounts = {account.id: account for account in AwsOrganization(client).accounts()}
    assert accounts[CLOSED].state == "SUSPENDED"
    assert accounts[PRODUCTION].name == "shop-production"
    assert accounts[PRODUCTION].joined is not None
    assert len(accounts) == 5


def test_memory_nobody_measures_is_no_data_and_never_zero(inventory: AwsInventory) -> None:
    target = Target(account_id=PRODUCTION, region="us-east-1")
    resources = inventory.instances(target, TODAY)
    answer = merged(inventory.digests(target, resources, Window(date(2026, 10, 6), TODAY)))
    memory = {
        resource.tags["Name"]: next(
            (digest.state, digest.avg)
            for digest in answer.digests[resource.id]
            if digest.metric == "mem_used_percent"
        )
        for resource in resources
    }
    assert memory["api-1"] == ("no data", None)
    state, average = memory["orders-cache"]
    assert state == "measured"
    assert average is not None
    assert 85 < average < 91


def test_a_windows_agents_memory_is_found_under_its_own_name(inventory: AwsInventory) -> None:
    target = Target(account_id=DEVELOPMENT, region="eu-central-1")
    resources = inventory.instances(target, TODAY)
    answer = merged(inventory.digests(target, resources, Window(date(2026, 10, 6), TODAY)))
    (windows,) = [one for one in resources if one.tags["Name"] == "windows-test"]
    states = {digest.metric: digest.state for digest in answer.digests[windows.id]}
    assert states["Memory % Committed Bytes In Use"] == "measured"


def test_a_closed_account_is_denied(inventory: AwsInventory) -> None:
    with pytest.raises(SourceDenied):
        inventory.instances(Target(account_id=CLOSED, region="eu-west-1"), TODAY)
