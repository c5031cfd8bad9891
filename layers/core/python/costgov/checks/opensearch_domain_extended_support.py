"""An OpenSearch version past its standard support."""

from typing import Final

from costgov.checks._opensearch import DOMAIN, IAM
from costgov.checks._support import published_end
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="opensearch_domain_extended_support",
    title="OpenSearch version is past its standard support",
    why="Extended support is charged for every normalised instance hour of a domain.",
    kinds=(DOMAIN,),
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=False,
    iam=IAM,
    docs="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html",
)


def evaluate(domain: Resource, look: Look) -> Verdict:
    """By the dates AWS published; UNKNOWN for versions they do not name."""
    told = str(look.attribute(domain, "EngineVersion"))
    engine, _, version = told.partition("_")
    ended = published_end("opensearch", engine, version)
    if ended is None or ended >= look.as_of:
        return PASSED
    return Failed(
        why=f"Standard support of {engine} {version} ended on {ended.isoformat()}.",
        unpriced="the price list does not tie the charge to node types",
    )
