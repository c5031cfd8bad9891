"""Alarms: those that are created for the minute rules, and what an alarm of any source says."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from costgov.domain.alerting.signal import Fact, Link, Severity
from costgov.domain.runs import Frozen

CREATED: Final = "CostGovernor-kpi-"
"""What the names of alarms that the product creates begin with."""

type AlarmName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
type Share = Annotated[Decimal, Field(gt=0, le=100)]
type Minutes = Annotated[int, Field(ge=1, le=1_440)]
type InstanceId = Annotated[str, Field(pattern=r"^i-[0-9a-f]{8,17}$")]


class _KpiAlarm(Frozen):
    """What every alarm has: a name, and how soon somebody should look."""

    name: AlarmName
    severity: Severity = Severity.HIGH

    @property
    def alarm_name(self) -> str:
        """What CloudWatch calls it."""
        return f"{CREATED}{self.name}"


class CpuAlarm(_KpiAlarm):
    """An instance's CPU is above a percentage on average, for some minutes (of five each)."""

    kind: Literal["cpu"] = "cpu"
    instance: InstanceId
    above_percent: Share = Decimal(90)
    minutes: Annotated[int, Field(ge=5, le=1_440, multiple_of=5)] = 5

    @property
    def words(self) -> str:
        """What it watches."""
        return f"CPU of {self.instance} above {self.above_percent} % for {self.minutes} minutes"


class MemoryAlarm(_KpiAlarm):
    """An instance's memory, as the CloudWatch agent reports it, is above a percentage.

    CloudWatch matches the exact set of dimensions: `dimensions` are those the agent sends beside
    the instance (`AutoScalingGroupName`, `ImageId`, `InstanceType`).
    """

    kind: Literal["memory"] = "memory"
    instance: InstanceId
    dimensions: dict[str, str] = Field(default_factory=dict, max_length=29)
    above_percent: Share = Decimal(90)
    minutes: Minutes = 2

    @property
    def words(self) -> str:
        """What it watches."""
        return f"Memory of {self.instance} above {self.above_percent} % for {self.minutes} minutes"


class ResponseTimeAlarm(_KpiAlarm):
    """More than a share of a load balancer's requests take longer, for some minutes.

    That is a percentile: of more than 10 % of the requests, the 90th is above.
    """

    kind: Literal["response-time"] = "response-time"
    load_balancer: Annotated[str, Field(pattern=r"^app/[\w-]{1,32}/[0-9a-f]{16}$")]
    above_milliseconds: Annotated[int, Field(ge=1, le=4_000_000)] = 150
    percent_of_requests: Annotated[int, Field(ge=1, le=99)] = 10
    minutes: Minutes = 5

    @property
    def words(self) -> str:
        """What it watches."""
        name = self.load_balancer.split("/")[1]
        return (
            f"More than {self.percent_of_requests} % of requests to {name} over "
            f"{self.above_milliseconds} ms for {self.minutes} minutes"
        )


class MetricAlarm(_KpiAlarm):
    """Any metric of the home account and region, above or below a figure for some minutes."""

    kind: Literal["metric"] = "metric"
    namespace: Annotated[str, Field(min_length=1, max_length=255)]
    metric: Annotated[str, Field(min_length=1, max_length=255)]
    dimensions: dict[str, str] = Field(default_factory=dict, max_length=30)
    statistic: Annotated[
        str, Field(pattern=r"^(Average|Maximum|Minimum|Sum|SampleCount|p\d{1,2}(\.\d{1,2})?)$")
    ] = "Average"
    direction: Literal["above", "below"] = "above"
    threshold: Decimal
    minutes: Minutes = 5

    @property
    def words(self) -> str:
        """What it watches."""
        return (
            f"{self.statistic} of {self.namespace} {self.metric} {self.direction} "
            f"{self.threshold} for {self.minutes} minutes"
        )


type KpiAlarm = Annotated[
    CpuAlarm | MemoryAlarm | ResponseTimeAlarm | MetricAlarm, Field(discriminator="kind")
]

type AlarmState = Literal["ALARM", "OK", "INSUFFICIENT_DATA"]


class AlarmChange(Frozen):
    """That an alarm of some source has changed, at an instant.

    `source` and `key` name the alarm for ever, `name` is what people call it and its rule. `since`
    is when its state began, where that is not `at`. What it says is plain text of whoever made it.
    """

    source: Literal["alarm", "alertmanager"]
    key: str
    name: str
    state: AlarmState
    at: datetime
    since: datetime | None = None
    title: Annotated[str, Field(max_length=300)]
    reason: str = ""
    severity: Severity | None = None
    account: str | None = None
    region: str | None = None
    team: str | None = None
    facts: tuple[Fact, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def rule(self) -> str:
        """What its alerts are routed by: `alarm:<name>`."""
        return f"{self.source}:{self.name}"
