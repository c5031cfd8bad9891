"""A function is given more memory than it uses, and what it saves is not lost in longer runs."""

from decimal import Decimal
from typing import Final

from costgov.checks._lambda import duration
from costgov.checks._lambda_sizing import CPU_TIME, MEMORY, RUN_TIME, Runs, memory_of, runs_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Option, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="lambda_function_oversized",
    title="Lambda function is given more memory than it uses",
    why="A run is charged by its memory and its time; less memory pays if it takes no longer.",
    kinds=("AWS::Lambda::Function",),
    action=Action.RESIZE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("lambda:ListFunctions", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
    metrics=(MEMORY, CPU_TIME, RUN_TIME, "Duration"),
    window_days=14,
    thresholds=thresholds(
        least_percent=("10", "%", "savings below this share of the price are not worth a change"),
        timeout_percent=("80", "%", "the longest run must stay below this share of the timeout"),
    ),
)
_BEFORE: Final = ("compare the duration of a weighted alias before all traffic moves",)


def evaluate(function: Resource, look: Look) -> Verdict:
    """UNKNOWN without Lambda Insights. Priced with the longest time that its CPU use allows."""
    memory = memory_of(function, look)
    if memory.needed >= memory.given:
        return PASSED
    runs = runs_of(function, look)
    now, then = (runs.gb_seconds(one) for one in (memory.given, memory.needed))
    if then > now * (1 - look.setting("least_percent") / 100):
        return PASSED
    slower = runs.longest_at(memory.needed) / runs.total
    if not _in_time(function, look, slower):
        return PASSED
    after = (duration(function, look, then),)
    name = f"{memory.needed} MB"
    return Failed(
        why=f"Of {memory.given} MB it used {memory.used:.0f} at most; {name} is enough, and takes "
        f"{100 * (slower - 1):.0f} % longer at most.",
        now=(duration(function, look, now),),
        then=after,
        facts=_facts(runs, memory.needed, look),
        options=(Option(name, after, None, restart=False, why="CPU falls with memory",
                        before_doing=_BEFORE),),
    )  # fmt: skip


def _in_time(function: Resource, look: Look, slower: Decimal) -> bool:
    longest = look.digest(function, "Duration").max
    most = look.number(function, "Timeout") * 1000 * look.setting("timeout_percent") / 100
    return longest is not None and longest * slower <= most


def _facts(runs: Runs, memory: Decimal, look: Look) -> dict[str, str]:
    """Between which bounds the saving lies: runs as long as now, and as long as can be."""
    as_now = runs.gb_seconds(runs.given) * memory / runs.given
    return {
        "policy": look.policy,
        "CPU time": f"{100 * runs.on_cpu / runs.total:.0f} % of the run time",
        "GB-seconds": f"{runs.gb_seconds(runs.given):,.0f} a month now; {as_now:,.0f} if runs take "
        f"no longer, {runs.gb_seconds(memory):,.0f} at most, which is what is counted",
    }
