"""The environment of every function: one frozen class each, read by it and written by CDK."""

import json
import os
from collections.abc import Mapping
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from costgov.domain.hosts import PrometheusSource
from costgov.domain.runs import CostSource
from costgov.errors import SettingsError

PREFIX = "COSTGOV_"


class Settings(BaseModel):
    """Fields become variables `COSTGOV_<FIELD>`; whatever is no text travels as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    stage: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the variables.

        Raises:
            SettingsError: a variable is missing or cannot be read; the sentence names it.
        """
        variables = os.environ if environ is None else environ
        values = {
            name: _decoded(variables[variable], is_text=field.annotation is str)
            for name, field in cls.model_fields.items()
            if (variable := PREFIX + name.upper()) in variables
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            problem = error.errors()[0]
            variable = PREFIX + str(problem["loc"][0]).upper()
            raise SettingsError(f"environment variable {variable}: {problem['msg']}") from error

    def to_env(self) -> dict[str, str]:
        """The variables that `from_env` reads back to an equal object."""
        return {
            PREFIX + name.upper(): value if isinstance(value, str) else json.dumps(value)
            for name, value in self.model_dump(mode="json").items()
        }


def _decoded(text: str, *, is_text: bool) -> object:
    if is_text:
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


class MeteredSettings(Settings):
    """Every function that counts what it uses."""

    control_table: str


class RunSettings(Settings):
    """functions/run: opens and closes runs."""

    control_table: str
    costs_table: str
    time_zone: str
    cost_source: CostSource
    home_account: str
    home_region: str
    deliver_queue_url: str
    backfill_months: int = Field(default=13, ge=1, le=13)
    own_cost_alarm_usd: Decimal = Field(default=Decimal(2), gt=0)


class CollectCostsSettings(Settings):
    """functions/collect_costs."""

    control_table: str
    costs_table: str
    evidence_bucket: str
    tag_keys: tuple[str, ...] = ()
    discover: bool = True
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    aws_anomalies: bool = True
    groupings_per_day: int | None = Field(default=None, ge=1)
    reread_months: int = Field(default=1, ge=0, le=12)
    daily_request_cap: int = Field(default=200, ge=1)


class CollectResourcesSettings(Settings):
    """functions/collect_resources."""

    control_table: str
    results_table: str
    evidence_bucket: str
    home_account: str
    member_role_name: str
    external_id: str = ""
    services: tuple[str, ...] = ()
    lookback_days: int = Field(default=14, ge=1, le=63)
    history_days: int = Field(default=120, ge=1, le=455)
    prometheus: tuple[PrometheusSource, ...] = ()
    # Where the estate is read instead of AWS: told by the laptop alone, so no template holds it.
    inventory_endpoint: str = Field(default="", exclude=True)


class CollectRatesSettings(Settings):
    """functions/collect_rates."""

    control_table: str
    results_table: str
    home_account: str
    cost_source: CostSource
    daily_request_cap: int = Field(default=200, ge=1)
    # As for collect_resources.
    inventory_endpoint: str = Field(default="", exclude=True)


class ImportBillingSettings(Settings):
    """functions/import_billing."""

    control_table: str
    costs_table: str
    exports_bucket: str
    evidence_bucket: str
    tag_keys: tuple[str, ...] = ()
    memory_limit_mb: int = Field(default=1024, ge=128)
    athena_from_mb: int = Field(default=0, ge=0)
    athena_workgroup: str = ""
    athena_database: str = ""
    athena_results_bucket: str = ""

    def is_for_athena(self, size: int) -> bool:
        """Whether a delivery of so many bytes is past what one function is to read."""
        return self.athena_from_mb > 0 and size >= self.athena_from_mb << 20


class AnalyseSettings(Settings):
    """functions/analyse."""

    control_table: str
    costs_table: str
    cost_source: CostSource
    results_table: str
    tag_keys: tuple[str, ...] = ()
    unsettled_days: int = Field(default=1, ge=0, le=7)
    trend_threshold_percent: int = Field(default=10, ge=1, le=100)
    forecast_days: int = Field(default=90, ge=1, le=365)
    sensitivity: float = Field(default=1.0, ge=0.25, le=4)


class OptimiseSettings(Settings):
    """functions/optimise."""

    home_account: str
    control_table: str
    costs_table: str
    cost_source: CostSource
    results_table: str


class SettleSettings(Settings):
    """functions/settle."""

    control_table: str
    costs_table: str
    cost_source: CostSource
    results_table: str
    # Cost Explorer goes on changing a day for about so long.
    settle_days: int = Field(default=3, ge=1, le=14)


class AlertSettings(Settings):
    """functions/alert."""

    control_table: str
    costs_table: str
    cost_source: CostSource
    results_table: str
    deliver_queue_url: str
    mirror_budgets: bool = False
    home_account: str = ""


class WatchSettings(Settings):
    """functions/watch."""

    control_table: str
    deliver_queue_url: str


class DeliverSettings(Settings):
    """functions/deliver."""

    control_table: str
    alerts_topic_arn: str
    event_bus: str
    # Where Slack's API and PagerDuty are played: told by the laptop alone, so no template holds it.
    slack_endpoint: str = Field(default="", exclude=True)
    pagerduty_endpoint: str = Field(default="", exclude=True)


class ReportSettings(Settings):
    """functions/report."""

    control_table: str
    costs_table: str
    cost_source: CostSource
    results_table: str
    reports_bucket: str


class ApiSettings(Settings):
    """functions/api: reads, and writes what people tell."""

    control_table: str
    costs_table: str
    cost_source: CostSource
    results_table: str
    deliver_queue_url: str
    evidence_bucket: str
    groups_claim: str = "groups"
    requests_per_minute: int = Field(default=600, ge=1)


class WidgetSettings(Settings):
    """functions/widget: reads only."""

    control_table: str
    costs_table: str
    cost_source: CostSource
    results_table: str
    # Where the console opens the latest report; empty where there is no console.
    report_address: str = ""
