"""A stage's cache is charged by the hour, whether or not it answers anything."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="apigateway_stage_cache_unused",
    title="API Gateway cache answers next to nothing",
    why="A cache is charged by the hour for its size, whatever it answers.",
    kinds=("AWS::ApiGateway::Stage",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("apigateway:GET", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html",
    metrics=("Count", "CacheHitCount"),
    window_days=30,
    thresholds=thresholds(
        hits=("0.05", "share", "of requests answered from the cache that is enough"),
    ),
)


def evaluate(stage: Resource, look: Look) -> Verdict:
    """A stage without a cache passes; one younger than the window is UNKNOWN."""
    if not stage.attributes.get("cacheClusterEnabled"):
        return PASSED
    look.old_enough(stage)
    requests = look.total(stage, "Count")
    hits = look.total(stage, "CacheHitCount")
    share = hits / requests if requests else Decimal(0)
    if share >= look.setting("hits"):
        return PASSED
    size = look.attribute(stage, "cacheClusterSize")
    return Failed(
        why=f"Its cache of {size} GB answered {share:.1%} of {requests:,.0f} requests in "
        f"{look.meta.window_days} days.",
        now=(Line(f"apigateway.cache/{size}", HOURS_A_MONTH),),
    )
