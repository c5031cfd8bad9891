"""How much there is to look at: what the configuration says, and assumptions for the rest."""

from dataclasses import dataclass

from costgov.configuration import Deployment
from costgov.domain.runs import CostSource

# A month, and the months of history that costs and evidence have grown to after the first year.
DAYS = 30
MONTHS = 13


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes; each may be given on the command line.

    `volumes` are those of all instances, `resources` what else an account holds (log groups,
    functions, queues, buckets, databases, snapshots …).
    `services` and `usage_types` (of a service) are those of one account, `regions` the targets of
    one account. `groups_per_page` is undocumented at Cost Explorer: the run's evidence tells it.
    `export_mb` is a whole month's export, packed; `deliveries` how often a day AWS renews it.
    """

    cost_source: CostSource
    accounts: int
    regions: int
    instances: int
    volumes: int = 0
    resources: int = 200
    services: int = 40
    usage_types: int = 3
    tags: int = 1
    tag_values: int = 10
    groups_per_page: int = 5_000
    export_mb: int = 100
    deliveries: int = 1
    api_requests: int = 10_000
    budgets: int = 5
    groupings_per_day: int | None = None
    reread_months: int = 1
    discover: bool = True
    aws_anomalies: bool = True

    @property
    def targets(self) -> int:
        """Accounts by regions: what the inventory is read of."""
        return self.accounts * self.regions


def scale_of(deployment: Deployment, **given: int | None) -> Scale:
    """The configuration's accounts, regions and tags; what is `given` counts instead.

    Thirty instances an account are assumed where nothing is known, three volumes for two of them,
    one tag that is discovered where none is configured, and an export that grows with accounts and
    instances.
    """
    reading = deployment.cost_explorer
    chosen = {name: value for name, value in given.items() if value is not None}
    listed = deployment.accounts
    accounts = chosen.get("accounts", max(len(listed), 1))
    regions = sum(len(one.regions) for one in listed) // max(len(listed), 1)
    if deployment.organization.discover:  # most accounts are none of the listed
        regions = len(deployment.organization.regions)
    instances = chosen.get("instances", 30 * accounts)
    known = {
        "accounts": accounts,
        "regions": max(regions, 1),
        "instances": instances,
        "volumes": instances * 3 // 2,
        "tags": len(deployment.tags) or int(reading.discover),
        "export_mb": max(1, accounts // 2 + instances // 10),
    }
    return Scale(
        cost_source=deployment.cost_source,
        groupings_per_day=reading.groupings_per_day,
        reread_months=reading.reread_months,
        discover=reading.discover,
        aws_anomalies=reading.aws_anomalies,
        **(known | chosen),
    )
