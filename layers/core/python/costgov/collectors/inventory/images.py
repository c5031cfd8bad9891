"""Machine images the account owns, and launch templates, which start instances from images."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory.contract import Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

IMAGE: Final = "AWS::EC2::Image"
TEMPLATE: Final = "AWS::EC2::LaunchTemplate"
_IMAGES: Final = "ec2:DescribeImages"
_VERSIONS: Final = "ec2:DescribeLaunchTemplateVersions"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    yield from _images(reader, place)
    yield from _templates(reader, place)


def _images(reader: Reader, place: Place) -> Iterator[Resource]:
    for image in reader.each(_IMAGES, "Images", Owners=["self"]):
        name, tags = image["ImageId"], tags_of(image)
        disks = [one["Ebs"] for one in image.get("BlockDeviceMappings", ()) if "Ebs" in one]
        created = image.get("CreationDate")
        yield place.resource(
            IMAGE,
            name,
            place.arn("ec2", f"image/{name}"),
            state=image.get("State", "available"),
            # Text here, unlike everywhere else in EC2.
            created=datetime.fromisoformat(created) if created else None,
            managed_by="backup" if "aws:backup:source-resource" in tags else None,
            tags=tags,
            attributes={
                **kept(image, "Name", "Public", "LastLaunchedTime"),
                "SnapshotIds": [one["SnapshotId"] for one in disks if "SnapshotId" in one],
            },
        )


def _templates(reader: Reader, place: Place) -> Iterator[Resource]:
    """Launch templates with the images of their newest and their default version."""
    images: defaultdict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    versions = reader.each(_VERSIONS, "LaunchTemplateVersions", Versions=["$Latest", "$Default"])
    for version in versions:
        template = version["LaunchTemplateId"]
        names[template] = version.get("LaunchTemplateName", template)
        image = version.get("LaunchTemplateData", {}).get("ImageId")
        images[template] |= {image} if image else set()
    for template, label in names.items():
        found: list[JsonValue] = [*sorted(images[template])]
        yield place.resource(
            TEMPLATE,
            template,
            place.arn("ec2", f"launch-template/{template}"),
            attributes={"LaunchTemplateName": label, "ImageIds": found},
        )


SOURCE: Final = Source(
    name="images",
    kinds=(IMAGE, TEMPLATE),
    calls=(_IMAGES, _VERSIONS),
    fetch=_fetch,
)
