"""Auto Scaling groups, what they start instances from, and launch configurations."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import JsonValue

from costgov.collectors.inventory.contract import Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

GROUP: Final = "AWS::AutoScaling::AutoScalingGroup"
CONFIGURATION: Final = "AWS::AutoScaling::LaunchConfiguration"
_GROUPS: Final = "autoscaling:DescribeAutoScalingGroups"
_CONFIGURATIONS: Final = "autoscaling:DescribeLaunchConfigurations"
_POLICIES: Final = "autoscaling:DescribePolicies"
_VERSIONS: Final = "ec2:DescribeLaunchTemplateVersions"
_NO_TEMPLATE: Final = frozenset(
    {
        "InvalidLaunchTemplateId.NotFound",
        "InvalidLaunchTemplateId.VersionNotFound",
        "InvalidLaunchTemplateName.NotFoundException",
    }
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    configurations = list(reader.each(_CONFIGURATIONS, "LaunchConfigurations"))
    images = {one["LaunchConfigurationName"]: one.get("ImageId") for one in configurations}
    scaled = {one["AutoScalingGroupName"] for one in reader.each(_POLICIES, "ScalingPolicies")}
    for group in reader.each(_GROUPS, "AutoScalingGroups"):
        name = group["AutoScalingGroupName"]
        tags = tags_of(group)
        yield place.resource(
            GROUP,
            name,
            group["AutoScalingGroupARN"],
            created=group.get("CreatedTime"),
            managed_by=_manager(tags),
            tags=tags,
            attributes={
                **kept(group, "MinSize", "MaxSize", "DesiredCapacity", "LaunchConfigurationName"),
                "SuspendedProcesses": sorted(
                    one["ProcessName"] for one in group.get("SuspendedProcesses", ())
                ),
                "InstanceIds": [one["InstanceId"] for one in group.get("Instances", ())],
                "ImageIds": _images(reader, group, images),
                "HasPolicy": name in scaled,
            },
        )
    for one in configurations:
        yield place.resource(
            CONFIGURATION,
            one["LaunchConfigurationName"],
            one["LaunchConfigurationARN"],
            created=one.get("CreatedTime"),
            size=one.get("InstanceType"),
            attributes=kept(one, "ImageId"),
        )


def _manager(tags: Mapping[str, str]) -> str | None:
    """EKS makes groups for its node groups and sets their size itself."""
    name = tags.get("eks:nodegroup-name")
    return f"eks/{name}" if name else None


def _images(
    reader: Reader, group: Mapping[str, Any], of_configurations: Mapping[str, str | None]
) -> list[JsonValue]:
    """The images it starts instances from; a call, since it may be held to an old version."""
    if "LaunchConfigurationName" in group:
        image = of_configurations.get(group["LaunchConfigurationName"])
        return [image] if image else []
    images = {image for one in _templates(group) for image in _of_template(reader, one)}
    return [*sorted(images)]


def _templates(group: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Its launch template, those of a mixed group's types among them (arm64 has images apart)."""
    mixed = group.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
    own = (group.get("LaunchTemplate"), mixed.get("LaunchTemplateSpecification"))
    others = (one.get("LaunchTemplateSpecification") for one in mixed.get("Overrides", ()))
    yield from (one for one in (*own, *others) if one and "LaunchTemplateId" in one)


def _of_template(reader: Reader, template: Mapping[str, Any]) -> Iterator[str]:
    answer = reader.one(
        _VERSIONS,
        absent=_NO_TEMPLATE,
        LaunchTemplateId=template["LaunchTemplateId"],
        Versions=[template.get("Version", "$Default")],
    )
    versions = answer["LaunchTemplateVersions"] if answer else ()
    images = (one.get("LaunchTemplateData", {}).get("ImageId") for one in versions)
    yield from (str(image) for image in images if image)


SOURCE: Final = Source(
    name="autoscaling",
    kinds=(GROUP, CONFIGURATION),
    calls=(_GROUPS, _CONFIGURATIONS, _POLICIES, _VERSIONS),
    fetch=_fetch,
)
