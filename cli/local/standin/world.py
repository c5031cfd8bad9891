"""Everything the stand-in answers from, and the moment it stands at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cli.local.standin.calls import Handler
from cli.local.standin.ce.api import CostExplorer
from cli.local.standin.cloudwatch.api import CloudWatch
from cli.local.standin.ec2 import Ec2
from cli.local.standin.estate import EstateServices
from cli.local.standin.faults import Faults, Meter
from cli.local.standin.organizations import Organizations
from cli.local.standin.pricing import Pricing
from cli.local.standin.sources import CostSource
from cli.local.standin.sts import SecurityTokenService
from cli.local.standin.tokens import Tokens
from cli.local.synthetic import Organisation


@dataclass(frozen=True, slots=True)
class PageSizes:
    """How much a page holds. AWS publishes only CloudWatch's 500 and EC2's 1,000.

    `items` is for every other list: a few on purpose, so that everything is read in pages.
    """

    groups: int = 2_000
    metrics: int = 500
    instances: int = 1_000
    accounts: int = 2
    items: int = 5


class World:
    """The services over one organisation and one bill."""

    def __init__(
        self,
        organisation: Organisation,
        costs: CostSource,
        *,
        now: datetime,
        member_role: str,
        external_id: str | None,
        without_role: Collection[str],
        pages: PageSizes,
    ) -> None:
        self.faults = Faults()
        self.meter = Meter()
        self._now = _utc(now)
        self.sts = SecurityTokenService(
            organisation, role=member_role, external_id=external_id, without_role=without_role
        )
        ce = CostExplorer(costs, groups_per_page=pages.groups, findings=organisation.aws_findings)
        cloudwatch = CloudWatch(
            organisation, metrics_per_page=pages.metrics, count=self.meter.metric_data
        )
        organizations = Organizations(organisation, accounts_per_page=pages.accounts)
        self.estate = EstateServices(organisation.estate, items_per_page=pages.items)
        ec2 = Ec2(organisation, self.estate, instances_per_page=pages.instances)
        pricing = Pricing()
        self._tokens: tuple[Tokens, ...] = (
            ce.tokens,
            cloudwatch.tokens,
            organizations.tokens,
            ec2.tokens,
            pricing.tokens,
        )
        self.operations: Mapping[str, Mapping[str, Handler]] = {
            "ce": ce.operations,
            "cloudwatch": cloudwatch.operations,
            "organizations": organizations.operations,
            "ec2": ec2.operations,
            "pricing": pricing.operations,
            "sts": self.sts.operations,
        }

    @property
    def now(self) -> datetime:
        """The moment every answer is given at; it stands still until it is set."""
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = _utc(moment)
        self.expire_tokens()

    def expire_tokens(self) -> None:
        """Make every page token given out so far a stale one."""
        for tokens in self._tokens:
            tokens.expire()
        self.estate.expire_tokens()


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)
