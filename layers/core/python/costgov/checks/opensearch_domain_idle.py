"""An OpenSearch domain that nobody searches or feeds."""

from typing import Final

from costgov.checks._opensearch import DOMAIN, IAM, whole_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="opensearch_domain_idle",
    title="Nobody searches or feeds the OpenSearch domain",
    why="Nodes and volumes are charged whether a domain is asked anything or not.",
    kinds=(DOMAIN,),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # From a snapshot in a bucket of one's own.
    reversible=True,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/gsgdeleting.html",
    metrics=("SearchRate", "IndexingRate"),
    window_days=14,
    thresholds=thresholds(
        daily=("100", "requests a day", "dashboards and AWS's own watching ask a few"),
    ),
)


def evaluate(domain: Resource, look: Look) -> Verdict:
    """Searches and documents indexed together."""
    searched, indexed = (look.total(domain, name) for name in META.metrics)
    found = look.digest(domain, "SearchRate")
    daily = (searched + indexed) / (found.end - found.start).days
    if daily >= look.setting("daily"):
        return PASSED
    return Failed(
        why=f"It is asked {daily:.0f} times a day, searches and documents together.",
        now=whole_lines(domain, look),
    )
