"""The CloudWatch dashboard: costs and alerts by the custom widget, and how the product itself does.

The first three dashboards of an account, with up to fifty metrics each, are free; so are the ten
first custom metrics (https://aws.amazon.com/cloudwatch/pricing/). The others shown here are those
AWS keeps of its own services.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct
from costgov.observability import (
    COST_EXPLORER_REQUESTS,
    NAMESPACE,
    OWN_COST_USD,
    RUN_GAPS,
)
from costgov.pipeline.cost_figures import BUDGET_PERCENT, MONTH_END, MONTH_TO_DATE, OPEN_ALERTS

_WIDE, _HALF, _THIRD = 24, 12, 8
_HEIGHT: Final = 6
_DAY = cdk.Duration.days(1)
_HOUR = cdk.Duration.hours(1)
_QUARTER = cdk.Duration.minutes(15)


@dataclass(frozen=True, slots=True)
class Watched:
    """What the dashboard looks at; `report` is where the latest report opens, if anywhere."""

    widget: lambda_.IFunction
    machine: sfn.IStateMachine
    deliver: lambda_.IFunction
    deliver_queue: sqs.IQueue
    dead_letters: Sequence[sqs.IQueue]
    api: apigateway.IHttpApi
    api_function: lambda_.IFunction
    report: str


class ConsoleDashboard(cloudwatch.Dashboard):
    """`CostGovernor` in the CloudWatch console of the home region."""

    NAME: Final = "CostGovernor"

    def __init__(self, scope: Construct, identity: str, watched: Watched) -> None:
        super().__init__(
            scope, identity, dashboard_name=self.NAME, default_interval=cdk.Duration.days(14)
        )
        self.add_widgets(_links(watched.report))
        self.add_widgets(_stored(watched.widget, "Costs and budgets", ["costs", "budgets"]))
        self.add_widgets(
            _stored(watched.widget, "Anomalies", ["anomalies"], _HALF),
            _stored(watched.widget, "Alerts", ["alerts"], _HALF),
        )
        self.add_widgets(*_costs())
        self.add_widgets(*_runs(watched.machine))
        self.add_widgets(*_delivery(watched))
        self.add_widgets(*_api(watched))


def _links(report: str) -> cloudwatch.TextWidget:
    opened = f"[Latest report in S3]({report}) · " if report else ""
    text = (
        f"# Cost Governor\n{opened}Figures are as of the last daily run; "
        "before the first, graphs are empty."
    )
    return cloudwatch.TextWidget(markdown=text, width=_WIDE, height=2)


def _stored(
    function: lambda_.IFunction, title: str, sections: Sequence[str], width: int = _WIDE
) -> cloudwatch.CustomWidget:
    return cloudwatch.CustomWidget(
        function_arn=function.function_arn,
        title=title,
        params={"sections": list(sections), "limit": 8},
        width=width,
        height=8,
        update_on_refresh=True,
        update_on_resize=False,
        update_on_time_range_change=False,
    )


def _costs() -> list[cloudwatch.IWidget]:
    """What the alert step has put: one line a currency, found by searching."""
    return [
        _graph("Month to date and expected", [_search(MONTH_TO_DATE), _search(MONTH_END)], _THIRD),
        _graph("Highest use of a budget (%)", [_search(BUDGET_PERCENT)], _THIRD),
        _graph("Open alerts", [_own(OPEN_ALERTS, "alert")], _THIRD),
    ]


def _runs(machine: sfn.IStateMachine) -> list[cloudwatch.IWidget]:
    ended = [
        machine.metric_succeeded(period=_DAY, statistic="Sum", label="succeeded"),
        machine.metric_failed(period=_DAY, statistic="Sum", label="failed"),
        machine.metric_timed_out(period=_DAY, statistic="Sum", label="timed out"),
    ]
    own = [_own(OWN_COST_USD, "run"), _own(COST_EXPLORER_REQUESTS, "run")]
    return [
        _graph("Daily runs", ended, _THIRD),
        _graph("Gaps of the last run", [_own(RUN_GAPS, "run")], _THIRD),
        _graph("Own cost (USD) and paid requests of the day", own[:1], _THIRD, right=own[1:]),
    ]


def _delivery(watched: Watched) -> list[cloudwatch.IWidget]:
    age = watched.deliver_queue.metric_approximate_age_of_oldest_message(
        period=_QUARTER, statistic="Maximum", label="oldest message (s)"
    )
    dead = [
        queue.metric_approximate_number_of_messages_visible(
            period=_QUARTER, statistic="Maximum", label=queue.node.path
        )
        for queue in watched.dead_letters
    ]
    failed = watched.deliver.metric_errors(period=_QUARTER, statistic="Sum", label="failed")
    return [
        _graph("Alerts waiting to be delivered", [age], _HALF, right=[failed]),
        _graph("Dead letters", dead, _HALF),
    ]


def _api(watched: Watched) -> list[cloudwatch.IWidget]:
    latency = [
        watched.api.metric_latency(period=_HOUR, statistic=name, label=name)
        for name in ("p50", "p99")
    ]
    answers = [
        watched.api.metric_count(period=_HOUR, statistic="Sum", label="requests"),
        watched.api.metric_client_error(period=_HOUR, statistic="Sum", label="refused (4xx)"),
        watched.api.metric_server_error(period=_HOUR, statistic="Sum", label="failed (5xx)"),
    ]
    times = [
        watched.api_function.metric_duration(period=_HOUR, statistic=name, label=name)
        for name in ("p50", "p99")
    ]
    return [
        _graph("API latency (ms)", latency, _THIRD),
        _graph("API answers", answers, _THIRD),
        _graph("API handler time (ms)", times, _THIRD),
    ]


def _graph(
    title: str,
    left: Sequence[cloudwatch.IMetric],
    width: int,
    right: Sequence[cloudwatch.IMetric] = (),
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(left),
        right=list(right),
        width=width,
        height=_HEIGHT,
        left_y_axis=cloudwatch.YAxisProps(min=0),
    )


def _own(name: str, service: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={"service": service},
        period=_DAY,
        statistic="Maximum",
        label=name,
    )


def _search(name: str) -> cloudwatch.IMetric:
    """A metric of every currency there is."""
    schema = f"{{{NAMESPACE},service,currency}}"
    return cloudwatch.SearchExpression(
        expression=f"SEARCH('{schema} MetricName=\"{name}\"', 'Maximum', 86400)",
        label=f"{name} ${{PROP('Dim.currency')}}",
        period=_DAY,
    )
