"""OpenSearch data nodes that could run on Graviton."""

from typing import Final

from costgov.checks._opensearch import DOMAIN, IAM, data_hours
from costgov.checks._successors import moved
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="opensearch_domain_graviton",
    title="OpenSearch data nodes could run on Graviton",
    why="Domains move to Graviton by a change of the node type, and pay less for it.",
    kinds=(DOMAIN,),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=IAM,
    docs=(
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/"
        "supported-instance-types.html"
    ),
)


def evaluate(domain: Resource, look: Look) -> Verdict:
    """The same size of the family that follows, if that costs less here."""
    return moved(
        domain,
        look,
        lambda size: data_hours(domain, look, size),
        service="opensearch",
        reason="graviton",
    )
