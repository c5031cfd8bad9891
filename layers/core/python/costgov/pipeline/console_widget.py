"""The widget on the CloudWatch dashboard: budgets, open anomalies and alerts as stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from costgov.domain.alerting.alert import Alert
from costgov.domain.budgets import BudgetStatus
from costgov.domain.period import ONE_DAY, Window
from costgov.errors import InvalidInput
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.cost_figures import CostFigures, budget_standings, cost_figures
from costgov.pipeline.queries.stores import ReadStores
from costgov.pipeline.reporting.anomaly_rows import AnomalyRow, anomaly_rows
from costgov.pipeline.reporting.rendering import environment

type SectionName = Literal["costs", "budgets", "anomalies", "alerts"]

ALL: Final[tuple[SectionName, ...]] = ("costs", "budgets", "anomalies", "alerts")
DESCRIPTION: Final = """\
## Cost Governor
Where the month and every budget stand, and which anomalies and alerts are open, as of the last
daily run. Everything is optional:

``` yaml
sections: [costs, budgets, anomalies, alerts]
limit: 8
```
`limit` is how many lines each section shows. It reads what is stored and changes nothing; whoever
may invoke this function sees the costs of every account.
"""
"""What CloudWatch shows of the function in its widget editor: Markdown, parameters as YAML."""


class Context(BaseModel):
    """What of CloudWatch's `widgetContext` decides how the widget looks."""

    model_config = ConfigDict(frozen=True)

    theme: Literal["light", "dark"] = "light"


class WidgetRequest(BaseModel):
    """An invocation by a dashboard: the widget's parameters, and what it is shown in.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    describe: bool = False
    sections: Annotated[tuple[SectionName, ...], Field(min_length=1)] = ALL
    limit: Annotated[int, Field(ge=1, le=50)] = 8
    context: Context = Field(default=Context(), alias="widgetContext")

    @classmethod
    def of(cls, event: dict[str, Any]) -> Self:
        """What an event asks for.

        Raises:
            InvalidInput: a parameter is none that the widget knows how to follow.
        """
        try:
            return cls.model_validate(event)
        except ValidationError as error:
            problem = error.errors()[0]
            name = ".".join(map(str, problem["loc"]))
            raise InvalidInput(f"parameter {name}: {problem['msg']}") from error


@dataclass(frozen=True, slots=True)
class WidgetPage:
    """What the template shows."""

    request: WidgetRequest
    report: str | None
    figures: Sequence[CostFigures] = ()
    budgets: Sequence[BudgetStatus] = ()
    anomalies: Sequence[AnomalyRow] = ()
    alerts: Sequence[Alert] = ()

    @property
    def is_analysed(self) -> bool:
        """Whether there is anything to show yet."""
        return bool(self.figures)


def render_widget(stores: ReadStores, request: WidgetRequest, report: str | None) -> str:
    """The widget as HTML without scripts; `report` is where the latest report opens.

    Names come from tags and accounts of others: everything is escaped.
    """
    figures = cost_figures(stores.costs, stores.results)
    page = WidgetPage(
        request,
        report,
        figures,
        budgets=budget_standings(stores.control, stores.results),
        anomalies=[row for one in figures for row in _open_anomalies(stores, one)],
        alerts=_by_urgency([one for one in open_alerts(stores.control).all() if one.is_open]),
    )
    return environment().get_template("widget.html").render(page=page)


def render_problem(problem: str) -> str:
    """A sentence in the place of the widget."""
    return environment().from_string("<p>{{ problem }}</p>").render(problem=problem)


def _open_anomalies(stores: ReadStores, figures: CostFigures) -> list[AnomalyRow]:
    """Those somebody should look at, the costliest first."""
    day = figures.summary.as_of
    rows = anomaly_rows(
        stores.results, stores.control, figures.currency, Window(day, day + ONE_DAY)
    )
    return sorted((row for row in rows if row.is_open), key=lambda row: -abs(row.event.impact))


def _by_urgency(alerts: Sequence[Alert]) -> list[Alert]:
    return sorted(alerts, key=lambda one: (-one.signal.severity.rank, one.opened_at, one.id))
