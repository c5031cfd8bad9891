"""The model of costgov.yaml: one file, two halves.

`deployment` is read by CDK at synthesis; `governance` lives in DynamoDB once deployed and is loaded
there by `costgov config push`. Every field has a default that is right for one account.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from costgov.domain.access import Access
from costgov.domain.alerting.alarms import KpiAlarm
from costgov.domain.alerting.channels import AlertPolicy, TopicArn
from costgov.domain.alerting.rules import Rule, checked_rules
from costgov.domain.allocation.plan import Allocation
from costgov.domain.backlog.policy import AdvicePolicy, CheckPolicy
from costgov.domain.budgeting.nesting import misfits
from costgov.domain.budgets import ALLOCATION, BudgetPlan
from costgov.domain.capacity import UsePolicy
from costgov.domain.credits import CreditGrant
from costgov.domain.cron import checked_cron
from costgov.domain.host_advice import HostPlan
from costgov.domain.hosts import PrometheusSource
from costgov.domain.measures import Measure
from costgov.domain.period import checked_zone
from costgov.domain.planned_events import PlannedEvent
from costgov.domain.runs import CostSource
from costgov.domain.scenarios import Scenario
from costgov.domain.sign_in import SignIn
from costgov.domain.unit_cost import UnitCostPlan

type AccountId = Annotated[str, Field(pattern=r"^\d{12}$")]
type RegionId = Annotated[str, Field(pattern=r"^[a-z]{2,4}(-[a-z]+)+-\d$")]
type Stage = Literal["local", "dev", "staging", "production"]
type AlarmPattern = Annotated[str, Field(pattern=r"^[^\x00-\x1f]{1,255}$")]
type NamePattern = Annotated[str, Field(min_length=1, max_length=128)]
type LogDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]


class Section(BaseModel):
    """Base of every section: an unknown field is an error, not a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Account(Section):
    """An account whose resources are looked at."""

    id: AccountId
    regions: Annotated[tuple[RegionId, ...], Field(min_length=1)]


class OrganizationAccounts(Section):
    """Whether the accounts that AWS Organizations lists are looked at too, and in which regions.

    Off by default: it asks for a role in every account of the organisation. `regions` is the
    deployment's region when left out; an account under `accounts` keeps the regions given there.
    """

    discover: bool = False
    exclude: tuple[AccountId, ...] = ()
    regions: tuple[RegionId, ...] = ()


class MemberRole(Section):
    """The read-only role assumed in every account but the home account."""

    name: Annotated[str, Field(pattern=r"^[\w+=,.@-]{1,64}$")] = "CostGovernorReader"
    external_id: Annotated[str, Field(max_length=1224)] = ""


class InventorySources(Section):
    """Which services are listed beside EC2 instances; all that are known where none is named."""

    services: tuple[str, ...] = ()

    @field_validator("services")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        # Here, since few who read a configuration need the sources.
        from costgov.collectors.inventory.registry import sources  # noqa: PLC0415

        known = {source.name for source in sources()}
        if unknown := sorted(set(names) - known):
            raise ValueError(f"{unknown[0]!r} is none of {', '.join(sorted(known))}")
        return names


class Schedule(Section):
    """When the daily pipeline starts, by the clock on the wall in `time_zone`."""

    cron: Annotated[str, AfterValidator(checked_cron)] = "0 6 * * ? *"
    time_zone: Annotated[str, AfterValidator(checked_zone)] = "UTC"


class Retention(Section):
    """How long operational data is kept; cost facts, evidence and reports are kept."""

    logs_days: LogDays = 30


class Notifications(Section):
    """Who the alerts topic delivers to; each address must confirm its subscription.

    `topics` are SNS topics that channels may publish to beside those of this account whose names
    begin with `costgov-`.
    """

    emails: tuple[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")], ...] = ()
    topics: tuple[TopicArn, ...] = ()


class ApiLimits(Section):
    """Throttling of each HTTP API as a whole, and of every caller by itself.

    `slack_actions` opens `/slack/actions`, which no authorizer guards, to requests that Slack has
    signed: what buttons of its messages need.
    """

    requests_per_second: Annotated[int, Field(ge=1, le=10_000)] = 20
    burst: Annotated[int, Field(ge=1, le=5_000)] = 40
    requests_per_minute_per_caller: Annotated[int, Field(ge=1, le=100_000)] = 600
    slack_actions: bool = False


class CostExplorerReading(Section):
    """What is read from Cost Explorer, at $0.01 a request, and the hard cap on a UTC day's.

    Activated cost-allocation tags and cost categories are discovered when their names match
    `include` and not `exclude` (`*` and `?` as wildcards). Beside four queries of every day they
    take turns, `groupings_per_day` at a time: one for a single account, for several accounts so
    many that all come within a week. `reread_months` before the current one are read every day,
    and with `aws_anomalies` what AWS Cost Anomaly Detection has found: one request more, but for a
    single account, where every third day it takes the turn of a grouping.
    """

    daily_request_cap: Annotated[int, Field(ge=1, le=10_000)] = 200
    reread_months: Annotated[int, Field(ge=0, le=12)] = 1
    discover: bool = True
    include: tuple[NamePattern, ...] = ("*",)
    exclude: tuple[NamePattern, ...] = ()
    aws_anomalies: bool = True
    groupings_per_day: Annotated[int | None, Field(ge=1, le=1_000)] = None


class OwnCostLimits(Section):
    """An alarm when the product's own use of AWS costs more on a UTC day, at list prices."""

    daily_alarm_usd: Annotated[Decimal, Field(gt=0)] = Decimal(2)


class AwsBudgetsCopies(Section):
    """With `mirror` the daily run keeps copies of the budgets in AWS Budgets (`costgov-…`).

    What AWS cannot express is noted; budgets of others are never touched.
    """

    mirror: bool = False


class Encryption(Section):
    """Everything is encrypted with keys that AWS owns; `customer_key` makes one of your own.

    It costs a dollar a month and its requests, and whoever disables it locks the product out.
    """

    customer_key: bool = False


class BillingFiles(Section):
    """How billing files are imported.

    A delivery of `athena_from_mb` or more is grouped by a query on Athena, at $5 a TB, instead of
    in one function; 0 is never. Athena cancels a query that scans more than `athena_limit_gb`.
    """

    athena_from_mb: Annotated[int, Field(ge=0)] = 2048
    athena_limit_gb: Annotated[int, Field(ge=1, le=100_000)] = 500


class AnomalyDetection(Section):
    """How readily days are told as anomalies: at 2 the room around the expected cost is half as
    wide as at 1, at 0.5 twice."""

    sensitivity: Annotated[float, Field(ge=0.25, le=4)] = 1.0


class Deployment(Section):
    """What CDK needs to know."""

    region: RegionId = "us-east-1"
    cost_source: CostSource = "cost_explorer"
    accounts: tuple[Account, ...] = ()
    organization: OrganizationAccounts = OrganizationAccounts()
    member_role: MemberRole = MemberRole()
    inventory: InventorySources = InventorySources()
    schedule: Schedule = Schedule()
    tags: tuple[Annotated[str, Field(min_length=1, max_length=128)], ...] = ()
    retention: Retention = Retention()
    notifications: Notifications = Notifications()
    api: ApiLimits = ApiLimits()
    sign_in: SignIn = SignIn()
    cost_explorer: CostExplorerReading = CostExplorerReading()
    billing: BillingFiles = BillingFiles()
    anomalies: AnomalyDetection = AnomalyDetection()
    own_cost: OwnCostLimits = OwnCostLimits()
    encryption: Encryption = Encryption()
    aws_budgets: AwsBudgetsCopies = AwsBudgetsCopies()
    prometheus: tuple[PrometheusSource, ...] = ()
    kpi_alarms: Annotated[tuple[KpiAlarm, ...], Field(max_length=100)] = ()
    accepted_alarms: Annotated[tuple[AlarmPattern, ...], Field(max_length=50)] = ()

    @field_validator("kpi_alarms")
    @classmethod
    def _distinct_alarms(cls, alarms: tuple[KpiAlarm, ...]) -> tuple[KpiAlarm, ...]:
        names = [alarm.name for alarm in alarms]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"alarm {twice[0]!r} is defined twice")
        return alarms

    @field_validator("accounts")
    @classmethod
    def _distinct_accounts(cls, accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        ids = [account.id for account in accounts]
        twice = sorted({account_id for account_id in ids if ids.count(account_id) > 1})
        if twice:
            raise ValueError(f"account {twice[0]} is listed twice")
        return accounts

    @field_validator("prometheus")
    @classmethod
    def _one_prometheus_a_target(
        cls, sources: tuple[PrometheusSource, ...]
    ) -> tuple[PrometheusSource, ...]:
        targets = [str(source.target) for source in sources]
        twice = sorted({target for target in targets if targets.count(target) > 1})
        if twice:
            raise ValueError(f"{twice[0]} has two: the hosts of one would replace the other's")
        return sources

    @model_validator(mode="after")
    def _no_account_listed_and_excluded(self) -> "Deployment":
        listed = {account.id for account in self.accounts}
        both = sorted(listed & set(self.organization.exclude))
        if both:
            raise ValueError(f"account {both[0]} is listed under accounts and excluded")
        return self


class Governance(Section):
    """What people govern by; changed at run time, kept in DynamoDB."""

    budgets: tuple[BudgetPlan, ...] = ()
    credits: tuple[CreditGrant, ...] = ()
    allocation: Allocation = Allocation()
    planned: tuple[PlannedEvent, ...] = ()
    measures: tuple[Measure, ...] = ()
    capacity: UsePolicy = UsePolicy()
    checks: CheckPolicy = CheckPolicy()
    recommendations: AdvicePolicy = AdvicePolicy()
    hosts: Annotated[tuple[HostPlan, ...], Field(max_length=500)] = ()
    unit_costs: tuple[UnitCostPlan, ...] = ()
    scenarios: Annotated[tuple[Scenario, ...], Field(max_length=50)] = ()
    rules: Annotated[tuple[Rule, ...], Field(max_length=200)] = ()
    alerts: AlertPolicy = AlertPolicy()
    access: Access = Access()

    @field_validator("rules")
    @classmethod
    def _rules_together(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(checked_rules(rules))

    @model_validator(mode="after")
    def _each_once(self) -> "Governance":
        for what, names in (
            ("budget", [plan.id for plan in self.budgets]),
            ("credit", [grant.name for grant in self.credits]),
            ("scenario", [scenario.name for scenario in self.scenarios]),
            ("planned event", [event.name for event in self.planned]),
            ("measure", [measure.name for measure in self.measures]),
            ("unit cost", [plan.name for plan in self.unit_costs]),
            ("host", [host.name for host in self.hosts]),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{what} {twice[0]!r} is defined twice")
        return self

    @model_validator(mode="after")
    def _budgets_fit(self) -> "Governance":
        for plan, sentence in misfits(self.budgets):
            raise ValueError(f"budget {plan.id!r}: {sentence}")
        for plan in self.budgets:
            view = plan.dimension.removeprefix(ALLOCATION)
            if plan.dimension != view and view not in self.allocation.views:
                raise ValueError(f"budget {plan.id!r}: there is no allocation view {view!r}")
        return self

    @model_validator(mode="after")
    def _unit_costs_have_measures(self) -> "Governance":
        known = {measure.name for measure in self.measures}
        for plan in self.unit_costs:
            if plan.measure not in known:
                raise ValueError(f"unit cost {plan.name!r}: there is no measure {plan.measure!r}")
        return self

    @model_validator(mode="after")
    def _hosts_have_measures(self) -> "Governance":
        known = {measure.name for measure in self.measures}
        for host in self.hosts:
            for name in host.measures:
                if name not in known:
                    raise ValueError(f"host {host.name!r}: there is no measure {name!r}")
        return self


class Configuration(Section):
    """The whole of costgov.yaml."""

    deployment: Deployment = Deployment()
    governance: Governance = Governance()
