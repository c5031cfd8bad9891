"""What the command line prints of a deployment; every figure is read back from the API."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from costgov.clock import Clock, utc_now
from costgov.domain.imports import ImportRecord
from costgov.domain.money import display
from costgov.domain.runs import LEASE, RunStatus
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from cli.api_client import ApiError
from cli.summary_accuracy import drift_lines, print_accuracy
from cli.summary_allocation import print_allocation
from cli.summary_anomalies import how_to_judge
from cli.summary_anomalies import lines as anomaly_lines
from cli.summary_budgets import print_budgets
from cli.summary_load import print_load
from cli.summary_savings import print_savings
from cli.summary_scenarios import print_scenarios
from cli.summary_use import print_use

type Json = dict[str, Any]

TOP_ANOMALIES = 5
SHOWN_LINES = 10


class Api(Protocol):
    """The API as a client reads it."""

    def get(self, path: str, **query: str) -> Json:
        """The parsed answer."""
        ...


def print_summary(console: Console, api: Api) -> None:
    """Costs, forecasts, anomalies, allocation, scenarios, use, savings, budgets and the run."""
    for summary in api.get("/v1/costs/summary")["summaries"]:
        _print_costs(console, summary)
        _print_forecast(console, api, summary)
        print_accuracy(console, api, summary["currency"])
        _print_anomalies(console, api, summary["currency"])
    print_allocation(console, api)
    print_scenarios(console, api)
    print_load(console, api)
    print_use(console, api)
    print_savings(console, api)
    print_budgets(console, api)
    print_status(console, api)


def print_status(console: Console, api: Api, clock: Clock = utc_now) -> None:
    """The last run with its gaps, whether it is stuck, and how fresh each ledger is."""
    status = api.get("/v1/status")
    _print_channels(console, status["channels"])
    run = status["last_run"]
    if run is None:
        console.print("The pipeline has not run yet.")
        return
    console.print(f"[bold]Run[/bold] {run['run_id']}: {run['status']}, as of {run['as_of']}")
    if (
        run["status"] == RunStatus.RUNNING
        and clock() >= datetime.fromisoformat(run["started_at"]) + LEASE
    ):
        console.print(
            f"  [red]stuck[/red]: it began {run['started_at']} and never came to its end; the next "
            "run closes it as failed"
        )
    _print_gaps(console, run["gaps"])
    for ledger in status["ledgers"]:
        days = f"{ledger['first_day']} to {ledger['last_day']}"
        console.print(f"  {ledger['currency']} from {escape(ledger['source'])}: {days}")
    for group in status["drifting"]:
        for line in drift_lines(group["series"]):
            console.print(f"  {group['currency']} {line}")
    _print_own_cost(console, status["own_cost"])


def _print_channels(console: Console, channels: Sequence[Json]) -> None:
    """Channels that alerts do not leave by as they should, and why."""
    for one in channels:
        mark = {"broken": "red", "failing": "yellow"}.get(one["condition"], "yellow")
        since = f" since {one['failing_since']}" if one["failing_since"] else ""
        why = escape(one["last_error"] if one["failing_since"] else one["warning"])
        free = one["waiting"] - one["held"]
        waiting = f"; {free} wait" if free else ""
        console.print(
            f"[bold]Channel[/bold] {one['name']}: [{mark}]{one['condition']}[/{mark}]{since}: "
            f"{why}{waiting}"
        )


def _print_own_cost(console: Console, own: Json | None) -> None:
    if own is None:
        return
    latest = own["latest"]
    lines = (f"{line['quantity']} {line['item'].replace('_', ' ')}" for line in latest["lines"])
    console.print(
        f"[bold]Own cost[/bold] on {latest['day']} so far {_usd(latest['usd'])} at AWS list prices"
        f" (about {_usd(own['projected_month_usd'])} this month): {escape(', '.join(lines))}"
    )


def _usd(amount: str) -> str:
    """Own costs are small: to a hundredth of a cent."""
    return f"${Decimal(amount):,.4f}"


def print_gaps(console: Console, api: Api, run_id: str) -> None:
    """What is missing from a run, why, and when it is tried again."""
    _print_gaps(console, api.get(f"/v1/runs/{run_id}")["run"]["gaps"])


def print_import(console: Console, record: ImportRecord) -> None:
    """What became of a billing file, with the lines that could not be read."""
    if record.status != "imported":
        console.print(
            f"[red]{record.status}[/red] {escape(record.object_key)}: {escape(str(record.reason))}"
        )
        return
    days = f"{record.first_day} to {record.last_day}"
    console.print(
        f"[bold]Imported[/bold] {record.kept} of {record.lines} lines "
        f"({escape(record.format or '')}, {days})"
    )
    for total in record.totals:
        shown = display(total.billed, total.currency)
        console.print(f"  billed {shown} (exactly {total.billed:f} {total.currency})")
    if len(record.files) > 1:
        console.print(f"  {len(record.files)} files, delivered {record.version} ({record.source})")
    for line in record.rejected[:SHOWN_LINES]:
        place = f"{line.part}, line {line.line}" if line.part else f"line {line.line}"
        console.print(f"  {escape(place)}, {escape(line.column)}: {escape(line.reason)}")
    hidden = record.rejected_count - min(len(record.rejected), SHOWN_LINES)
    if hidden:
        console.print(f"  … and {hidden} more lines; GET /v1/imports lists them")
    if record.unread:
        console.print(f"  {len(record.unread)} columns are kept as evidence only")


def _print_gaps(console: Console, gaps: Sequence[Json]) -> None:
    for gap in gaps:
        where = f"{gap['step']} {gap['target']}"
        console.print(
            f"  [yellow]gap[/yellow] {escape(where)}: {gap['reason']}: {escape(gap['detail'])} "
            f"(tried again {gap['retry_after']})"
        )


def _print_costs(console: Console, summary: Json) -> None:
    currency, trend = summary["currency"], summary["trend"]
    change = "" if trend["percent"] is None else f" ({Decimal(trend['percent']):+.1f} %)"
    table = _table()
    # Cost Explorer's last day is still filling up when it is read.
    so_far = " so far" if "cost_explorer" in summary["basis"]["sources"] else ""
    table.add_row(f"Cost on {summary['as_of']}", _shown(summary["today"], currency) + so_far)
    table.add_row("Month to date", _shown(summary["month_to_date"], currency))
    table.add_row("Same days last month", _shown(summary["same_days_last_month"], currency))
    table.add_row(f"Trend over {trend['days']} days", trend["label"] + change)
    table.add_row(
        f"All days since {summary['first_day']}",
        f"{_shown(summary['total'], currency)}, billed {_shown(summary['total_billed'], currency)}",
    )
    console.print(Panel(table, title=f"Cost in {currency} (EffectiveCost)", title_align="left"))


def _print_forecast(console: Console, api: Api, summary: Json) -> None:
    currency = summary["currency"]
    try:
        forecast = api.get("/v1/forecast", currency=currency)["forecast"]
    except ApiError as error:
        console.print(f"Forecast: {escape(str(error))}")
        return
    month_end, accuracy = forecast["month_end"], forecast["accuracy"]
    if forecast["state"] != "ok" or month_end is None:
        days = forecast["history_days"]
        console.print(f"[bold]Month-end forecast[/bold] {forecast['state']} ({days} days)")
        return
    interval = next(i for i in month_end["intervals"] if i["level"] == 80)
    low, high = (_shown(interval[bound], currency) for bound in ("low", "high"))
    mean = _shown(month_end["mean"], currency)
    console.print(
        f"[bold]Forecast for {month_end['month']}[/bold] {mean} (80 % interval: {low} to {high})"
    )
    if accuracy and accuracy["wape"] is not None:
        console.print(
            f"  on {accuracy['origins']} past origins, {accuracy['horizon']} days ahead: daily "
            f"error (WAPE) {_percent(accuracy['wape'])}, "
            f"80 % interval held {_percent(accuracy['coverage_80'])}"
        )


def _print_anomalies(console: Console, api: Api, currency: str) -> None:
    found = api.get("/v1/anomalies", currency=currency, sort="impact")["anomalies"]
    if not found:
        console.print(f"[bold]Anomalies[/bold] none found in {currency}")
        return
    console.print(f"[bold]Top anomalies in {currency}[/bold]")
    for event in found[:TOP_ANOMALIES]:
        for line in anomaly_lines(event):
            console.print(line)
    console.print(how_to_judge(found), markup=False)


def _table() -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    return table


def _shown(amount: str | None, currency: str) -> str:
    return "not known" if amount is None else display(Decimal(amount), currency)


def _percent(share: str | None) -> str:
    return "not known" if share is None else f"{Decimal(share) * 100:.1f} %"
