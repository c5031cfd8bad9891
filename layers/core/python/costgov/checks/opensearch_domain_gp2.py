"""OpenSearch volumes of type gp2."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._opensearch import DOMAIN, IAM, storage
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="opensearch_domain_gp2",
    title="OpenSearch volumes are of type gp2",
    why="gp3 costs less per GB and includes at least the IOPS and throughput of gp2.",
    kinds=(DOMAIN,),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=IAM,
    docs="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ebs-enable.html",
)


def evaluate(domain: Resource, look: Look) -> Verdict:
    """What gp3 includes grows with the size, as gp2's does: no IOPS are added."""
    if not look.attribute(domain, "EBSEnabled") or look.attribute(domain, "VolumeType") != "gp2":
        return PASSED
    now, then = (storage(domain, look),), (storage(domain, look, "gp3"),)
    if cost(then, look, domain) >= cost(now, look, domain):
        return PASSED
    return Failed(why=f"{now[0].quantity:f} GB of gp2 cost less as gp3.", now=now, then=then)
