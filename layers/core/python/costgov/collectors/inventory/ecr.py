"""ECR repositories and how old and how used their images are.

Images are told as sums by day, for a repository may hold thousands.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory._per_item import Setting, refused
from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import Item, Place, Source
from costgov.domain.resources import Resource
from costgov.errors import SourceError
from costgov.gateways.inventory_ports import Reader

REPOSITORY: Final = "AWS::ECR::Repository"
_LIST: Final = "ecr:DescribeRepositories"
_IMAGES: Final = "ecr:DescribeImages"
_POLICY: Final = Setting(
    "HasLifecyclePolicy",
    "ecr:GetLifecyclePolicy",
    lambda it: bool(it.get("lifecyclePolicyText")),
    ("LifecyclePolicyNotFoundException",),
    default=False,
)
# An index names images of several platforms, which have no tags of their own.
_INDEXES: Final = frozenset(
    {
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    }
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "ecr:repository")
    for one in reader.each(_LIST, "repositories"):
        name = one["repositoryName"]
        told = _POLICY.read(reader, repositoryName=name)
        try:
            told |= _told_of(list(reader.each(_IMAGES, "imageDetails", repositoryName=name)))
        except SourceError as error:
            told["ImagesDenied"] = refused(error)
        yield place.resource(
            REPOSITORY,
            name,
            one["repositoryArn"],
            created=one.get("createdAt"),
            tags=tags.get(one["repositoryArn"]),
            attributes=told,
        )


def _told_of(images: Iterable[Item]) -> dict[str, JsonValue]:
    """`Images`: how many there are, and bytes by the day of the last push or pull."""
    live = [one for one in images if one.get("imageStatus", "ACTIVE") == "ACTIVE"]
    tagged: defaultdict[str, int] = defaultdict(int)
    untagged: defaultdict[str, int] = defaultdict(int)
    for one in live:
        (tagged if one.get("imageTags") else untagged)[_day(one)] += one["imageSizeInBytes"]
    has_indexes = any(one.get("imageManifestMediaType") in _INDEXES for one in live)
    return {
        "Images": {
            "Count": len(live),
            "Tagged": {**tagged},
            "Untagged": {**untagged},
            "HasIndexes": has_indexes,
        }
    }


def _day(image: Item) -> str:
    """The day an image was last pulled, as far as ECR recorded it, or else pushed."""
    pushed: datetime = image["imagePushedAt"]
    return max(pushed, image.get("lastRecordedPullTime") or pushed).date().isoformat()


SOURCE: Final = Source(
    name="ecr", kinds=(REPOSITORY,), calls=(_LIST, _IMAGES, _POLICY.call, TAGGED), fetch=_fetch
)
