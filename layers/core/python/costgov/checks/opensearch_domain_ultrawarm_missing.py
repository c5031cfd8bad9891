"""A big OpenSearch domain that keeps everything on its data nodes."""

from typing import Final

from costgov.checks._opensearch import DOMAIN, IAM, volume_gb
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="opensearch_domain_ultrawarm_missing",
    title="Big OpenSearch domain has no warm storage",
    why="UltraWarm and cold storage keep old indexes for a fraction of a volume's price.",
    kinds=(DOMAIN,),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=IAM,
    docs="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ultrawarm.html",
    thresholds=thresholds(gb=("2500", "GB", "below this warm nodes cost more than they save")),
)


def evaluate(domain: Resource, look: Look) -> Verdict:
    """Which indexes are seldom searched is told by the domain itself alone."""
    if domain.attributes.get("WarmEnabled") or not look.attribute(domain, "EBSEnabled"):
        return PASSED
    size = volume_gb(domain, look)
    if size < look.setting("gb"):
        return PASSED
    return Failed(
        why=f"{size:f} GB are all on data nodes.",
        unpriced="how much of it is seldom searched is told by the domain alone",
    )
