"""The EC2 gateway: instances as AWS describes them, in the account they live in."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.errors import (
    AccountNotReady,
    AccountSuspended,
    RegionDisabled,
    RoleRefused,
    SourceDenied,
    SourceError,
    SourceThrottled,
    StaleSession,
)
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_inventory import AwsInventory, managed_by
from costgov.gateways.aws_session import Credentials

from tests.fakes.sources import FakeTime

AS_OF = date(2026, 10, 20)
HOME = Target(account_id="111122223333", region="eu-central-1")
MEMBER = Target(account_id="444455556666", region="cn-north-1")
LAUNCH = datetime(2026, 10, 1, 8, tzinfo=UTC)


@dataclass
class Accounts:
    """Stubbed clients of every account; `signed` keeps who signed which service's calls."""

    stack: ExitStack
    time: FakeTime = field(default_factory=FakeTime)
    signed: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ec2 = boto3.client("ec2", region_name="eu-central-1")
        self.sts = boto3.client("sts", region_name="cn-north-1")
        self.on_ec2 = self.stack.enter_context(Stubber(self.ec2))
        self.on_sts = self.stack.enter_context(Stubber(self.sts))

    def clients(self, service: str, region: str | None, credentials: Credentials | None) -> Any:
        self.signed.append((service, region, credentials.access_key if credentials else None))
        return {"ec2": self.ec2}[service]

    def inventory(self, external_id: str = "") -> AwsInventory:
        sessions = MemberSessions(
            self.sts, HOME.account_id, "cost-reader", external_id, self.time.clock
        )
        return AwsInventory(sessions, self.clients)

    def lets_in(self, key: str = "ASIA-ONE", hours: float = 1, **expected: str) -> None:
        """The next AssumeRole succeeds."""
        self.on_sts.add_response(
            "assume_role",
            {
                "Credentials": {
                    "AccessKeyId": key.ljust(16, "-"),
                    "SecretAccessKey": "secret",
                    "SessionToken": "token",
                    "Expiration": self.time.now + timedelta(hours=hours),
                }
            },
            {
                "RoleArn": "arn:aws-cn:iam::444455556666:role/cost-reader",
                "RoleSessionName": "cost-governor",
                **expected,
            },
        )

    def describes(self, *instances: dict[str, Any], token: str | None = None) -> None:
        """The next DescribeInstances answers with these, and with a token if there is more."""
        page: dict[str, Any] = {"Reservations": [{"Instances": [one]} for one in instances]}
        self.on_ec2.add_response(
            "describe_instances", page | ({"NextToken": token} if token else {})
        )


@pytest.fixture
def aws() -> Iterator[Accounts]:
    with ExitStack() as stack:
        accounts = Accounts(stack)
        yield accounts
        accounts.on_ec2.assert_no_pending_responses()
        accounts.on_sts.assert_no_pending_responses()


def described(name: str = "i-1", **fields: object) -> dict[str, Any]:
    return {
        "InstanceId": name,
        "State": {"Name": "running"},
        "InstanceType": "m7g.large",
        "LaunchTime": LAUNCH,
        **fields,
    }


def listed(aws: Accounts, **fields: object) -> Resource:
    aws.describes(described() | fields)
    [resource] = aws.inventory().instances(HOME, AS_OF)
    return resource


def test_an_instance_is_told_as_ec2_describes_it(aws: Accounts) -> None:
    found = listed(aws, Tags=[{"Key": "Team", "Value": "🎉"}, {"Key": "empty", "Value": ""}])

    assert found == Resource(
        id="i-1",
        arn="arn:aws-cn:ec2:eu-central-1:111122223333:instance/i-1",
        kind="AWS::EC2::Instance",
        account_id="111122223333",
        region="eu-central-1",
        state="running",
        instance_type="m7g.large",
        lifecycle="on-demand",
        launched_at=LAUNCH,
        managed_by=None,
        tags={"Team": "🎉", "empty": ""},
        digests=(),
        as_of=AS_OF,
    )


def test_all_pages_and_all_states_are_read(aws: Accounts) -> None:
    states = ("running", "stopped", "terminated", "pending")
    for number, state in enumerate(states):
        token = f"page-{number + 1}" if number < len(states) - 1 else None
        aws.describes(described(f"i-{number}", State={"Name": state}), token=token)

    found = aws.inventory().instances(HOME, AS_OF)

    assert [resource.state for resource in found] == list(states)


@pytest.mark.parametrize(
    ("lifecycle", "told"),
    [
        (None, "on-demand"),
        ("spot", "spot"),
        ("scheduled", "scheduled"),
        ("capacity-block", "scheduled"),
    ],
)
def test_how_an_instance_was_bought(aws: Accounts, lifecycle: str | None, told: str) -> None:
    fields = {"InstanceLifecycle": lifecycle} if lifecycle else {}

    assert listed(aws, **fields).lifecycle == told


@pytest.mark.parametrize(
    ("tags", "owner"),
    [
        ({}, None),
        ({"aws:cloudformation:stack-name": "web"}, None),
        ({"aws:autoscaling:groupName": "web"}, "autoscaling/web"),
        ({"aws:autoscaling:groupName": "ng", "eks:cluster-name": "shop"}, "eks/shop"),
        ({"aws:eks:cluster-name": "shop"}, "eks/shop"),
        ({"kubernetes.io/cluster/shop": "owned"}, "eks/shop"),
        ({"kubernetes.io/cluster/shop": "shared"}, None),
        ({"aws:elasticmapreduce:job-flow-id": "j-1"}, "emr/j-1"),
    ],
)
@pytest.mark.fault_case(25)
def test_what_keeps_an_instance_alive_is_known(tags: dict[str, str], owner: str | None) -> None:
    assert managed_by(tags) == owner


def test_the_home_account_needs_no_role(aws: Accounts) -> None:
    listed(aws)

    assert aws.signed == [("ec2", "eu-central-1", None)]


def test_another_account_is_looked_at_through_its_role(aws: Accounts) -> None:
    aws.lets_in(ExternalId="shared-secret")
    aws.describes(described())

    aws.inventory("shared-secret").instances(MEMBER, AS_OF)

    assert aws.signed == [("ec2", "cn-north-1", "ASIA-ONE--------")]


def test_without_an_external_id_none_is_sent(aws: Accounts) -> None:
    aws.lets_in()
    aws.describes()

    assert aws.inventory().instances(MEMBER, AS_OF) == []


def test_a_session_serves_until_it_is_about_to_end(aws: Accounts) -> None:
    inventory = aws.inventory()
    aws.lets_in("ASIA-ONE")
    aws.describes()
    aws.describes()
    inventory.instances(MEMBER, AS_OF)
    inventory.instances(MEMBER, AS_OF)

    aws.time.now += timedelta(minutes=45)
    aws.lets_in("ASIA-TWO")
    aws.describes()
    inventory.instances(MEMBER, AS_OF)

    assert [key for _, _, key in aws.signed] == [
        "ASIA-ONE--------",
        "ASIA-ONE--------",
        "ASIA-TWO--------",
    ]


@pytest.mark.parametrize("code", ["RequestExpired", "ExpiredToken", "RequestTimeTooSkewed"])
@pytest.mark.fault_case(31)
def test_a_session_that_ended_is_renewed_and_the_question_asked_again(
    aws: Accounts, code: str
) -> None:
    aws.lets_in("ASIA-ONE")
    aws.on_ec2.add_client_error("describe_instances", code)
    aws.lets_in("ASIA-TWO")
    aws.describes(described())

    assert len(aws.inventory().instances(MEMBER, AS_OF)) == 1


@pytest.mark.fault_case(31)
def test_a_session_that_ends_again_is_given_up(aws: Accounts) -> None:
    for key in ("ASIA-ONE", "ASIA-TWO"):
        aws.lets_in(key)
        aws.on_ec2.add_client_error("describe_instances", "RequestExpired")

    with pytest.raises(StaleSession):
        aws.inventory().instances(MEMBER, AS_OF)


@pytest.mark.fault_case(30)
def test_a_role_that_is_gone_is_a_denial_that_names_it(aws: Accounts) -> None:
    aws.on_sts.add_client_error("assume_role", "AccessDenied", "not authorized")

    with pytest.raises(RoleRefused, match="444455556666:role/cost-reader: AccessDenied"):
        aws.inventory().instances(MEMBER, AS_OF)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AuthFailure", RegionDisabled),
        ("UnrecognizedClientException", RegionDisabled),
        ("OptInRequired", AccountNotReady),
        ("Blocked", AccountSuspended),
        ("UnauthorizedOperation", SourceDenied),
        ("RequestLimitExceeded", SourceThrottled),
        ("InternalError", SourceError),
    ],
)
@pytest.mark.fault_case(32)
def test_a_closed_region_is_a_denial(aws: Accounts, code: str, kind: type[SourceError]) -> None:
    aws.on_ec2.add_client_error("describe_instances", code, "no")

    with pytest.raises(SourceError, match="111122223333/eu-central-1") as caught:
        aws.inventory().instances(HOME, AS_OF)

    assert type(caught.value) is kind
