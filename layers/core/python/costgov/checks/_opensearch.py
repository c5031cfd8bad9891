"""What OpenSearch domains are charged for, shared by their checks."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

DOMAIN: Final = "AWS::OpenSearchService::Domain"
IAM: Final = ("es:ListDomainNames", "es:DescribeDomains")
# Volume types as the API names them, and as the price list does.
_MEDIA: Final = {"gp2": "GP2", "gp3": "GP3", "io1": "PIOPS-Storage", "standard": "Magnetic"}


def _hours(size: str, nodes: Decimal) -> Line:
    listed = size.replace(".elasticsearch", ".search")
    return Line(f"opensearch.instance/{listed}", HOURS_A_MONTH * nodes)


def data_hours(domain: Resource, look: Look, size: str | None = None) -> Line:
    """A month of its data nodes, or of as many of another type; raises NotKnown."""
    size = size or domain.instance_type
    if size is None:
        raise NotKnown("the type of its nodes was not told")
    return _hours(size, look.number(domain, "InstanceCount"))


def volume_gb(domain: Resource, look: Look) -> Decimal:
    """The volumes of all data nodes together; raises NotKnown."""
    return look.number(domain, "VolumeSize") * look.number(domain, "InstanceCount")


def storage(domain: Resource, look: Look, kind: str | None = None) -> Line:
    """A month of its volumes, or of another type of them; raises NotKnown."""
    kind = kind or str(look.attribute(domain, "VolumeType"))
    if kind not in _MEDIA:
        raise NotKnown(f"what volumes of the type {kind} are charged for is not known")
    return Line(f"opensearch.storage/{_MEDIA[kind]}", volume_gb(domain, look))


def whole_lines(domain: Resource, look: Look) -> tuple[Line, ...]:
    """A month of every node and volume of a domain; raises NotKnown."""
    lines = [data_hours(domain, look)]
    for role, on in (("DedicatedMaster", "DedicatedMasterEnabled"), ("Warm", "WarmEnabled")):
        if domain.attributes.get(on):
            size = str(look.attribute(domain, f"{role}Type"))
            lines.append(_hours(size, look.number(domain, f"{role}Count")))
    if look.attribute(domain, "EBSEnabled"):
        lines.append(storage(domain, look))
    return tuple(lines)
