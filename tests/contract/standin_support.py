"""boto3 clients of a running stand-in, in any of its accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cli.local.standin import MEMBER_ROLE, StandIn

if TYPE_CHECKING:
    from mypy_boto3_ce import CostExplorerClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_organizations import OrganizationsClient
    from mypy_boto3_sts import STSClient

PRODUCTION = "222233334444"
DATA_PLATFORM = "333344445555"
DEVELOPMENT = "444455556666"
CLOSED = "555566667777"

_ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)


@dataclass(frozen=True)
class Clients:
    """Clients of the payer account, or of a member through its role."""

    url: str
    region: str = "us-east-1"
    key: str = "test"
    secret: str = "test"
    token: str | None = None
    config: Config = _ONCE

    @classmethod
    def of(cls, standin: StandIn, region: str = "us-east-1") -> "Clients":
        return cls(standin.url, region)

    @property
    def ce(self) -> "CostExplorerClient":
        return boto3.client("ce", **self.options)

    @property
    def cloudwatch(self) -> "CloudWatchClient":
        return boto3.client("cloudwatch", **self.options)

    @property
    def ec2(self) -> "EC2Client":
        return boto3.client("ec2", **self.options)

    @property
    def organizations(self) -> "OrganizationsClient":
        return boto3.client("organizations", **self.options)

    @property
    def sts(self) -> "STSClient":
        return boto3.client("sts", **self.options)

    def member(self, account: str, region: str = "us-east-1") -> "Clients":
        """Clients in a member account."""
        given = self.sts.assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/{MEMBER_ROLE}", RoleSessionName="tests"
        )["Credentials"]
        return Clients(
            self.url,
            region,
            given["AccessKeyId"],
            given["SecretAccessKey"],
            given["SessionToken"],
            self.config,
        )

    @property
    def options(self) -> dict[str, Any]:
        """What a client of any service is made with."""
        return {
            "endpoint_url": self.url,
            "region_name": self.region,
            "aws_access_key_id": self.key,
            "aws_secret_access_key": self.secret,
            "aws_session_token": self.token,
            "config": self.config,
        }


def refused(call: Callable[..., object], **params: object) -> tuple[str, str]:
    """(error code, message) of a call that must be refused."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def pages(client: "CostExplorerClient", **params: object) -> list[dict[str, Any]]:
    """Every page of GetCostAndUsage."""
    request: dict[str, Any] = dict(params)
    found: list[dict[str, Any]] = []
    while True:
        found.append(dict(client.get_cost_and_usage(**request)))
        if "NextPageToken" not in found[-1]:
            return found
        request["NextPageToken"] = found[-1]["NextPageToken"]


def total(answer: list[dict[str, Any]], metric: str = "UnblendedCost") -> Decimal:
    """The exact sum over pages, periods and groups."""
    amounts = (
        Decimal(cell[metric]["Amount"])
        for page in answer
        for result in page["ResultsByTime"]
        for cell in [result["Total"], *(group["Metrics"] for group in result["Groups"])]
        if cell
    )
    return sum(amounts, Decimal(0))
