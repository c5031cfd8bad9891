"""Volumes of an OpenSearch domain that are mostly empty."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._opensearch import DOMAIN, IAM, storage
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

_MIB_A_GIB: Final = 1024

META: Final = Meta(
    id="opensearch_domain_storage_mostly_free",
    title="Volumes of the OpenSearch domain are mostly free",
    why="Volumes are charged as they are allocated, on every data node.",
    kinds=(DOMAIN,),
    action=Action.RESIZE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/sizing-domains.html",
    metrics=("FreeStorageSpace",),
    window_days=14,
    thresholds=thresholds(
        free=("0.6", "share", "free on the fullest node at its fullest hour"),
        headroom=("1.67", "times", "storage to keep: two fifths of it stay free"),
        least_gb=("10", "GB", "the smallest volume of a node"),
    ),
)


def evaluate(domain: Resource, look: Look) -> Verdict:
    """By the fullest node, for all nodes have volumes of one size."""
    if not look.attribute(domain, "EBSEnabled"):
        return PASSED
    size = look.number(domain, "VolumeSize")
    free = (look.digest(domain, "FreeStorageSpace").min or Decimal(0)) / _MIB_A_GIB
    if free / size < look.setting("free"):
        return PASSED
    used = size - free
    kept = (used * look.setting("headroom")).to_integral_value(ROUND_CEILING)
    kept = max(kept, look.setting("least_gb"))
    if kept >= size:
        return PASSED
    now = storage(domain, look)
    return Failed(
        why=f"No node ever used more than {used:.0f} of its {size:f} GB.",
        now=(now,),
        then=(Line(now.key, now.quantity * kept / size),),
    )
