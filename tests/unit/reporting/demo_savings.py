"""What the demo company could save, as `optimise` left it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from costgov.domain.backlog.coverage import (
    AccountAdvice,
    Example,
    NoAdviceGroup,
    NotSeen,
    PlaceSeen,
)
from costgov.domain.backlog.overlaps import Found
from costgov.domain.backlog.policy import AdvicePolicy
from costgov.domain.backlog.recommendation import Looked
from costgov.domain.backlog.standing import Decision, DecisionEntry
from costgov.domain.backlog.summary import Spend
from costgov.domain.findings import Action, CheckCount, Finding, Level
from costgov.pipeline import backlog_records
from costgov.pipeline.optimise_backlog import Known, Today, backlog, store_backlog, summarised
from costgov.pipeline.optimise_roadmap import Planning

from tests.unit.backlog.made import WHO, finding
from tests.unit.reporting.demo import AS_OF, FORMULA, HOSTILE, Demo

ACCOUNT = "111122223333"
SPEND = Spend(amount=Decimal("27000.00"), currency="USD", days=30, until=AS_OF)


def advise(demo: Demo) -> None:
    """Thirty volumes nobody uses, one of them dismissed, and one database that is too large."""
    looked = Looked(as_of=AS_OF, accounts=[ACCOUNT], checks=["ebs_volume_unattached"])
    found = [Found(one, frozenset({"part"}), Decimal(0)) for one in _findings()]
    today = Today(found, looked, {})
    entry = DecisionEntry(
        state="dismissed", reason=HOSTILE, who=WHO, at=datetime(2026, 10, 19, tzinfo=UTC)
    )
    dismissed = Decision(id=found[1].finding.id, history=(entry,))
    backlog_records.decisions(demo.control).put(dismissed, dismissed.id)
    every = backlog(today, Known({}, {dismissed.id: dismissed}), [])
    summary = summarised(
        every, {"USD": SPEND}, run_id="demo", as_of=AS_OF, accounts=1, resources=412
    )
    store_backlog(demo.results, every, summary)
    planning = Planning(AS_OF, "USD", SPEND, AdvicePolicy(), every, {dismissed.id: dismissed})
    backlog_records.roadmaps(demo.results).put(planning.roadmap(), "USD")
    backlog_records.account_advice(demo.results).put(_looked_at(), ACCOUNT)


def _findings() -> Iterator[Finding]:
    for number in range(30):
        name = (HOSTILE, FORMULA)[number] if number < 2 else f"vol-{number}"
        amount = None if number == 29 else f"{900 - 30 * number}.50"
        one = finding(amount=amount, resource=name, account=ACCOUNT)
        subject = one.subject.model_copy(update={"owner": HOSTILE if number == 0 else None})
        yield one.model_copy(update={"why": HOSTILE, "subject": subject})
    yield finding(
        "rds_instance_oversized",
        Action.RESIZE,
        "1200.00",
        resource="orders-db",
        account=ACCOUNT,
        risk=Level.MEDIUM,
        effort=Level.HIGH,
        kind="AWS::RDS::DBInstance",
    )


def _looked_at() -> AccountAdvice:
    denied = NotSeen(reason="access-denied", detail=f"rds:DescribeDBInstances {HOSTILE}")
    return AccountAdvice(
        account_id=ACCOUNT,
        as_of=AS_OF,
        places=(
            PlaceSeen(region="eu-central-1", as_of=AS_OF, resources=412, kinds={"X": 412}),
            PlaceSeen(region="us-east-1", as_of=None, resources=0, kinds={}, not_seen=(denied,)),
            PlaceSeen(region="global", as_of=None, resources=0, kinds={}),
        ),
        checks=(
            CheckCount(
                check="ebs_volume_unattached", looked_at=400, passed=360, failed=30, unknown=10
            ),
        ),
        no_advice=(
            NoAdviceGroup(
                check="ec2_instance_oversized",
                kind="AWS::EC2::Instance",
                reason="mem_used_percent has no data",
                count=10,
                examples=(Example(id="i-1", name=HOSTILE, region="eu-central-1"),),
            ),
        ),
    )
