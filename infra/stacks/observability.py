"""Observability: the dashboard, and at most ten alarms, each of something a person must look at."""

from urllib.parse import urlencode

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct
from costgov.observability import NAMESPACE, OWN_COST_LIMIT_REACHED
from costgov.pipeline.report import LATEST
from costgov.pipeline.reporting.month_index import console_host
from costgov.settings import WidgetSettings

from infra import permissions as may
from infra.blueprint import Blueprint, ProductStack
from infra.constructs.console_dashboard import ConsoleDashboard, Watched
from infra.constructs.service_function import ServiceFunction, Sizing
from infra.stacks.alerts import AlertsStack
from infra.stacks.api import ApiStack
from infra.stacks.pipeline import PipelineStack
from infra.stacks.storage import StorageStack

_HOUR = cdk.Duration.hours(1)
_QUARTER = cdk.Duration.minutes(15)
# A day and the two hours that a late run may take.
_LATE_HOURS = 26
_WIDGET = Sizing(512, cdk.Duration.seconds(20))


class ObservabilityStack(ProductStack):
    """A dashboard with what is stored, and alarms on what must not go unseen: dead letters, failed
    and missing runs, the API and its own cost.

    Functions have no alarms of their own: a step that fails is a gap of its run and told with it, a
    run that cannot be opened or closed fails as a whole, an import that fails is a dead letter, and
    the API's failures are its server errors. AWS charges each metric that an alarm watches.
    """

    def __init__(
        self,
        scope: Construct,
        blueprint: Blueprint,
        *,
        storage: StorageStack,
        alerts: AlertsStack,
        pipeline: PipelineStack,
        api: ApiStack,
    ) -> None:
        super().__init__(scope, "Observability", blueprint)
        self._dashboard(storage, alerts, pipeline, api)
        self._tell = actions.SnsAction(alerts.topic)
        imports, daily = pipeline.billing_import, pipeline.daily
        self._dead_letters("ImportFailed", imports.queue.dead_letters, "billing files not imported")
        self._dead_letters("ImportUndelivered", imports.undelivered, "file events not delivered")
        self._dead_letters("ScheduleUndelivered", daily.undelivered, "runs not started")
        self._dead_letters("AlertsUndelivered", alerts.undelivered, "alerts not delivered")
        self._run_failed(daily.machine, all_ways=not blueprint.is_laptop)
        self._missing_run(daily.machine.metric_succeeded(period=_HOUR, statistic="Sum"))
        self._alarm(
            "ApiFailing",
            self._server_errors(api),
            "The API answered with a server error",
        )
        self._alarm(
            "OwnCostLimit",
            cloudwatch.Metric(
                namespace=NAMESPACE,
                metric_name=OWN_COST_LIMIT_REACHED,
                dimensions_map={"service": "run"},
                period=_HOUR,
                statistic="Maximum",
            ),
            "Its own use of AWS costs more today than configured, or a request cap is used up",
        )

    def _server_errors(self, api: ApiStack) -> cloudwatch.IMetric:
        """Those of both APIs; the laptop knows no metric math."""
        by_iam = api.http_api.metric_server_error(period=_QUARTER, statistic="Sum")
        if api.jwt_api is None or self.blueprint.is_laptop:
            return by_iam
        by_token = api.jwt_api.metric_server_error(period=_QUARTER, statistic="Sum")
        return cloudwatch.MathExpression(
            expression="FILL(by_iam, 0) + FILL(by_token, 0)",
            using_metrics={"by_iam": by_iam, "by_token": by_token},
            label="Server errors",
            period=_QUARTER,
        )

    def _dashboard(
        self, storage: StorageStack, alerts: AlertsStack, pipeline: PipelineStack, api: ApiStack
    ) -> None:
        imports, daily = pipeline.billing_import, pipeline.daily
        report = self._report_address(storage)
        widget = self._widget(storage, report)
        watched = Watched(
            widget=widget,
            machine=daily.machine,
            deliver=alerts.deliver,
            deliver_queue=alerts.queue,
            dead_letters=(
                alerts.undelivered,
                imports.queue.dead_letters,
                imports.undelivered,
                daily.undelivered,
            ),
            api=api.http_api,
            api_function=api.function,
            report=report,
        )
        ConsoleDashboard(self, "Dashboard", watched)
        region = self.blueprint.deployment.region
        page = f"https://{console_host(region)}/cloudwatch/home?region={region}"
        self.output(
            DashboardUrl=f"{page}#dashboards/dashboard/{ConsoleDashboard.NAME}",
            WidgetFunction=widget.function_name,
        )

    def _report_address(self, storage: StorageStack) -> str:
        """Where the console opens the latest report; a laptop has no console."""
        if self.blueprint.is_laptop:
            return ""
        region = self.blueprint.deployment.region
        query = urlencode({"region": region, "prefix": LATEST})
        return f"https://{console_host(region)}/s3/object/{storage.reports.bucket_name}?{query}"

    def _widget(self, storage: StorageStack, report: str) -> ServiceFunction:
        """Reads the tables; who may invoke it sees what they hold."""
        function = ServiceFunction(
            self,
            "widget",
            settings=WidgetSettings(
                stage=self.blueprint.stage,
                control_table=storage.control.table_name,
                costs_table=storage.costs.table_name,
                cost_source=self.blueprint.deployment.cost_source,
                results_table=storage.results.table_name,
                report_address=report,
            ),
            assets=self.blueprint.assets,
            sizing=_WIDGET,
            log_days=self.blueprint.deployment.retention.logs_days,
        )
        function.allow(may.READ_DOCUMENTS, [storage.control.table_arn, storage.results.table_arn])
        function.allow(may.READ_COSTS, [storage.costs.table_arn])
        return function

    def _dead_letters(self, identity: str, queue: sqs.IQueue, what: str) -> None:
        metric = queue.metric_approximate_number_of_messages_visible(
            period=_QUARTER, statistic="Maximum"
        )
        self._alarm(identity, metric, f"Dead letters: {what}")

    def _run_failed(self, machine: sfn.IStateMachine, *, all_ways: bool) -> None:
        """An execution that failed, and off the laptop also one that timed out or was stopped."""
        ended: dict[str, cloudwatch.IMetric] = {
            "failed": machine.metric_failed(period=_QUARTER, statistic="Sum"),
            "timed_out": machine.metric_timed_out(period=_QUARTER, statistic="Sum"),
            "aborted": machine.metric_aborted(period=_QUARTER, statistic="Sum"),
        }
        total = cloudwatch.MathExpression(
            expression=" + ".join(f"FILL({name}, 0)" for name in ended),
            using_metrics=ended,
            period=_QUARTER,
            label="executions without a result",
        )
        metric = total if all_ways else ended["failed"]
        self._alarm("RunFailed", metric, "The daily pipeline ended without any result")

    def _missing_run(self, succeeded: cloudwatch.IMetric) -> None:
        self._alarm(
            "RunMissing",
            succeeded,
            f"No daily run has succeeded in {_LATE_HOURS} hours",
            operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            periods=_LATE_HOURS,
            missing=cloudwatch.TreatMissingData.BREACHING,
        )

    def _alarm(
        self,
        identity: str,
        metric: cloudwatch.IMetric,
        description: str,
        *,
        operator: cloudwatch.ComparisonOperator = (
            cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
        ),
        periods: int = 1,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            identity,
            metric=metric,
            threshold=1,
            evaluation_periods=periods,
            comparison_operator=operator,
            treat_missing_data=missing,
            alarm_description=f"Cost Governor: {description}",
        )
        alarm.add_alarm_action(self._tell)
