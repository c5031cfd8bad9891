"""The demo company's run: what was expected, what is missing, and what was inventoried."""

from datetime import UTC, date, datetime
from decimal import Decimal

from costgov.domain.imports import CurrencyTotal, ImportRecord, RejectedLine
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Gap, Run, RunStatus, StepEvent, StepRecord, StepWindow, Target
from costgov.pipeline import records
from costgov.pipeline.resource_shelf import ResourceShelf

from tests.unit.reporting.demo import ARABIC, AS_OF, HOSTILE, Demo, with_costs
from tests.unit.reporting.demo_alerts import warn
from tests.unit.reporting.demo_allocation import allocate
from tests.unit.reporting.demo_insights import interpret
from tests.unit.reporting.demo_savings import advise
from tests.unit.reporting.demo_scenarios import suppose
from tests.unit.reporting.demo_use import use

RUN_ID = "daily-2026-10-20"
DONE = datetime(2026, 10, 20, 6, 4, tzinfo=UTC)
TARGETS = (
    Target(account_id="111122223333", region="eu-central-1"),
    Target(account_id="444455556666", region="us-east-1"),
)
DENIED = Gap(
    step="collect_resources",
    target=str(TARGETS[1]),
    reason="access-denied",
    detail="the role CostGovernorReader may not be assumed",
    retry_after=date(2026, 10, 21),
)
IMPORT = ImportRecord(
    object_key="billing/reseller-2026-10.csv",
    etag="e",
    source="focus:reseller",
    format="FOCUS 1.0",
    status="imported",
    lines=1204,
    kept=1202,
    rejected=(
        RejectedLine(line=17, column="BilledCost", reason="'12,5' is not an amount"),
        RejectedLine(line=93, column="ChargePeriodStart", reason="'<i>' is not a day"),
    ),
    rejected_count=2,
    totals=(CurrencyTotal(currency="EUR", billed=Decimal("113.50"), effective=Decimal("113.5")),),
    first_day=date(2026, 9, 26),
    last_day=AS_OF,
    finished_at=DONE,
)
NAMES = ("web-1", "web-2", "batch", HOSTILE, ARABIC, "")


def event(run_id: str = RUN_ID, as_of: date = AS_OF) -> StepEvent:
    """What the state machine hands the report."""
    window = StepWindow(start=date(2026, 9, 1), end=date(2026, 10, 21))
    return StepEvent(run_id=run_id, as_of=as_of, window=window)


def complete_demo() -> Demo:
    """Everything the daily run leaves before its report is written."""
    demo = with_costs()
    interpret(demo)
    allocate(demo)
    suppose(demo)
    open_run(demo)
    for record in (
        StepRecord(step="collect_costs", expected=6, got=6, finished_at=DONE),
        StepRecord(
            step="collect_resources", target=str(TARGETS[0]), expected=1, got=1, finished_at=DONE
        ),
        StepRecord(
            step="collect_resources",
            target=str(TARGETS[1]),
            expected=1,
            got=0,
            gaps=(DENIED,),
            finished_at=DONE,
        ),
        StepRecord(step="analyse", expected=2, got=2, finished_at=DONE),
        StepRecord(step="alert", expected=6, got=6, finished_at=DONE),
    ):
        records.record_step(demo.control, RUN_ID, record)
    records.imports(demo.control).put(IMPORT, IMPORT.object_key)
    found = [instance(number, name) for number, name in enumerate(NAMES)]
    ResourceShelf(demo.results, TARGETS[0]).put(found)
    use(demo, found)
    advise(demo)
    warn(demo)
    return demo


def open_run(demo: Demo, run_id: str = RUN_ID, as_of: date = AS_OF) -> None:
    """A run that is under way and has recorded nothing yet."""
    run = Run(
        run_id=run_id,
        as_of=as_of,
        status=RunStatus.RUNNING,
        trigger="schedule",
        execution="e-1",
        cost_source="cost_explorer",
        window_start=date(2026, 9, 1),
        window_end=date(2026, 10, 21),
        expected_steps=(
            "collect_costs#all",
            *(f"collect_resources#{target}" for target in TARGETS),
            "analyse#all",
            "alert#all",
            "report#all",
        ),
        started_at=datetime(2026, 10, 20, 6, tzinfo=UTC),
    )
    records.runs(demo.control).put(run, run_id)


def instance(number: int, name: str) -> Resource:
    """An instance; every other one has no agent that tells its memory."""
    key = f"i-0{number:015x}"
    return Resource(
        id=key,
        arn=f"arn:aws:ec2:eu-central-1:111122223333:instance/{key}",
        kind="AWS::EC2::Instance",
        account_id=TARGETS[0].account_id,
        region=TARGETS[0].region,
        state="running",
        instance_type="m7g.large",
        lifecycle="spot" if name == "batch" else "on-demand",
        launched_at=datetime(2026, 3, 1, tzinfo=UTC),
        managed_by=None,
        tags={"Name": name},
        digests=(
            digest("CPUUtilization", Decimal("7.5") + number * 6),
            digest("mem_used_percent", None if number % 2 else Decimal(35) + number * 5),
        ),
        as_of=AS_OF,
    )


def digest(metric: str, level: Decimal | None) -> MetricDigest:
    """Two weeks of hourly values around a level, or none."""
    return MetricDigest(
        metric=metric,
        unit="Percent",
        start=date(2026, 10, 7),
        end=date(2026, 10, 21),
        period_seconds=3600,
        points=0 if level is None else 330,
        expected_points=336,
        state="no data" if level is None else "measured",
        avg=level,
        p95=None if level is None else level * Decimal("1.5"),
        max=None if level is None else level * Decimal("1.8"),
    )
