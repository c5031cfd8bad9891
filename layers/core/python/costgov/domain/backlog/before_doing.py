"""What to take care of before something is deleted: nothing that cannot be had back."""

from typing import Final

from costgov.domain.findings import Action, Finding

_SNAPSHOT: Final = "take a snapshot and see that it completed"
_FINAL: Final = "take a final snapshot and see that it is available"
_FIRST: Final = {
    "AWS::EC2::Volume": _SNAPSHOT,
    "AWS::EC2::Instance": "make an image of it (snapshots of its volumes)",
    "AWS::RDS::DBInstance": _FINAL,
    "AWS::RDS::DBCluster": _FINAL,
    "AWS::DocDB::DBCluster": _FINAL,
    "AWS::Neptune::DBCluster": _FINAL,
    "AWS::Redshift::Cluster": _FINAL,
    "AWS::ElastiCache::ReplicationGroup": _FINAL,
    "AWS::DynamoDB::Table": "take an on-demand backup, or export it to S3",
    "AWS::EFS::FileSystem": "take an AWS Backup recovery point",
    "AWS::FSx::FileSystem": "take a backup",
    "AWS::S3::Bucket": "copy what is still needed; deleted objects do not come back",
    "AWS::OpenSearchService::Domain": "take a manual snapshot into S3",
}


def before_doing(finding: Finding) -> tuple[str, ...]:
    """What to do first: a copy before a deletion, then what the advised option asks for."""
    asked = finding.options[0].before_doing if finding.options else ()
    first = _FIRST.get(finding.subject.kind) if finding.action is Action.DELETE else None
    return asked if first is None or first in asked else (first, *asked)
