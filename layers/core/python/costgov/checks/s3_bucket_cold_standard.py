"""Objects that age in S3 Standard, while colder classes would cost less for how they are read."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._gb import in_gb
from costgov.checks._s3 import STANDARD, average_object, is_tiered, requests_known, size
from costgov.checks._s3_tiering import DEEP, IA, INSTANT, Tier, Usage, planned, today
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Option, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

_WINDOWS: Final = (30, 90, 365)
_COPIES: Final = "If copies or replication fill it, its objects are younger than uploads say: look."
META: Final = Meta(
    id="s3_bucket_cold_standard",
    title="S3 objects grow old in the Standard class",
    why="Objects that are seldom read cost a fraction in infrequent-access and Glacier classes.",
    kinds=("AWS::S3::Bucket",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("s3:GetLifecycleConfiguration", "s3:GetMetricsConfiguration", "cloudwatch:ListMetrics"),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html",
    metrics=(
        *("BucketSizeBytes/StandardStorage", "NumberOfObjects"),
        *(f"BytesUploaded/{days}d" for days in _WINDOWS),
        *("BytesDownloaded/30d", "GetRequests/30d"),
    ),
    window_days=14,
    thresholds=thresholds(
        gb=("100", "GB", "what less is stored is not worth a rule"),
        object_kb=("128", "KB", "smaller objects are charged as 128 KB in colder classes"),
        infrequent_days=("30", "days", "age at which objects go to Standard-IA (at least 30)"),
        instant_days=("90", "days", "age at which objects go to Glacier Instant Retrieval"),
        archive_days=("365", "days", "age at which objects go to Glacier Deep Archive"),
    ),
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """UNKNOWN where reads and writes are not measured, for no rule is advised blindly."""
    if is_tiered(bucket, look):
        return PASSED
    stored = size(bucket, look, STANDARD)
    if in_gb(stored) < look.setting("gb"):
        return PASSED
    objects, each = average_object(bucket, look)
    if each < look.setting("object_kb") * 1024:
        return PASSED
    usage = _usage(bucket, look, stored, 1 / each)
    known = [step for step in _steps(look) if step[1] in usage.older]
    instant = [step for step in known if step[0].instant]
    now = today(usage)
    plans = [(step,) for step in instant] + [tuple(instant)]
    best = min(plans, key=lambda steps: cost(planned(usage, steps), look, bucket))
    then = planned(usage, best)
    if cost(then, look, bucket) >= cost(now, look, bucket):
        return PASSED
    options = [_option(best, then)]
    for archive in known[len(instant) :]:
        deeper = planned(usage, (*best, archive))
        if cost(deeper, look, bucket) < cost(then, look, bucket):
            options.append(_option((*best, archive), deeper))
    old = in_gb(usage.older[best[0][1]])
    return Failed(
        why=f"At least {old:.0f} of {in_gb(stored):.0f} GB in Standard are older than"
        f" {best[0][1]} days, and {in_gb(usage.downloaded):.0f} GB a month are read.",
        now=now,
        then=then,
        facts={"objects": f"{objects:.0f}", "average object": f"{each / 1024:.0f} KB"},
        options=tuple(options),
    )


def _usage(bucket: Resource, look: Look, stored: Decimal, objects_per_byte: Decimal) -> Usage:
    """How old what is stored is at least, as far back as is known, and how it was read lately."""
    older: dict[int, Decimal] = {}
    for _, days in _steps(look):
        try:
            older[days] = max(stored - _uploaded(bucket, look, days), Decimal(0))
        except NotKnown:
            if not older:
                raise
            break
    return Usage(
        stored,
        older,
        objects_per_byte,
        _uploaded(bucket, look, 30),
        look.total(bucket, "BytesDownloaded/30d"),
        look.total(bucket, "GetRequests/30d"),
    )


def _uploaded(bucket: Resource, look: Look, days: int) -> Decimal:
    """Bytes uploaded in at least so many days: in the shortest window measured that holds them."""
    window = next((one for one in _WINDOWS if one >= days), None)
    if window is None:
        raise NotKnown(f"uploads are not read over {days} days")
    if look.age_days(bucket) <= window:
        # What is younger than the window was uploaded in it.
        return size(bucket, look, STANDARD)
    requests_known(bucket, look, window)
    return look.total(bucket, f"BytesUploaded/{window}d")


def _steps(look: Look) -> Sequence[tuple[Tier, int]]:
    """Tiers with the ages that are set for them, each colder one later; S3 takes 30 at least."""
    found: list[tuple[Tier, int]] = []
    for tier, name in ((IA, "infrequent"), (INSTANT, "instant"), (DEEP, "archive")):
        days = max(int(look.setting(f"{name}_days")), _WINDOWS[0])
        if not found or days > found[-1][1]:
            found.append((tier, days))
    return found


def _option(steps: Sequence[tuple[Tier, int]], then: tuple[Line, ...]) -> Option:
    restored = any(not tier.instant for tier, _ in steps)
    why, before = "Everything is read at once as before.", [_COPIES]
    if restored:
        why = "What is archived must be restored before it is read, which takes hours."
        before.append("Make sure that nothing reads objects of that age.")
    return Option(
        name=", ".join(f"{tier.name} after {days} days" for tier, days in steps),
        then=then,
        risk=None,
        restart=False,
        why=why,
        before_doing=tuple(before),
    )
