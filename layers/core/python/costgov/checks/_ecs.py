"""What ECS services and container instances are charged for, shared by their checks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from costgov.checks._instances import instance_line
from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import INSTANCE, Resource
from costgov.errors import NotKnown

X86: Final = "x86_64"
ARM64: Final = "arm64"
_UNITS_A_VCPU: Final = 1024
_MIB_A_GB: Final = 1024


def providers(service: Resource) -> tuple[str, ...]:
    """The capacity providers or the launch type that its tasks run on."""
    strategy = service.attributes.get("capacityProviderStrategy")
    if isinstance(strategy, list) and strategy:
        return tuple(str(one["capacityProvider"]) for one in strategy if isinstance(one, Mapping))
    launched = service.attributes.get("launchType")
    return (str(launched),) if launched else ()


def on_fargate(service: Resource) -> bool:
    """Whether Fargate alone runs it."""
    found = providers(service)
    return bool(found) and all(one.startswith("FARGATE") for one in found)


def on_spot(service: Resource) -> bool:
    """Whether some of it runs on Fargate Spot, at prices of their own."""
    return "FARGATE_SPOT" in providers(service)


def platform(service: Resource) -> Mapping[str, object]:
    """What its tasks run on; Linux on x86_64 where nothing is said."""
    found = service.attributes.get("runtimePlatform")
    return found if isinstance(found, Mapping) else {}


def architecture(service: Resource) -> str:
    """`x86_64` or `arm64`; x86_64 is what ECS takes where nothing is said."""
    return ARM64 if platform(service).get("cpuArchitecture") == "ARM64" else X86


def fargate_lines(
    service: Resource, look: Look, tasks: Decimal, architecture_of: str
) -> tuple[Line, ...]:
    """A month of tasks on Fargate with Linux, without storage above the 20 GB that are included.

    Raises:
        NotKnown: what a task is given is not told, or it is charged otherwise.
    """
    if str(platform(service).get("operatingSystemFamily", "LINUX")).startswith("WINDOWS"):
        raise NotKnown("Windows on Fargate is charged with its licence")
    hours = tasks * HOURS_A_MONTH
    return (
        Line(
            f"fargate.vcpu/{architecture_of}", look.number(service, "cpu") / _UNITS_A_VCPU * hours
        ),
        Line(
            f"fargate.memory/{architecture_of}", look.number(service, "memory") / _MIB_A_GB * hours
        ),
    )


def host_lines(cluster: Resource, look: Look) -> tuple[Line, ...]:
    """A month of each container instance of a cluster, on demand.

    Raises:
        NotKnown: an instance is not told, or runs on another price.
    """
    hosts = look.attribute(cluster, "Hosts")
    if not isinstance(hosts, list):
        raise NotKnown("Hosts was not told")
    return tuple(_host_line(host, cluster, look) for host in hosts)


def _host_line(host: object, cluster: Resource, look: Look) -> Line:
    told = host if isinstance(host, Mapping) else {}
    instance = look.estate.get(INSTANCE, cluster.region, str(told.get("ec2InstanceId")))
    if instance is not None:
        if instance.lifecycle != "on-demand":
            raise NotKnown(f"its instances run as {instance.lifecycle}")
        return instance_line(instance)
    if not told.get("instanceType"):
        raise NotKnown("on which instance types it runs was not told")
    return Line(f"ec2.instance/{told['instanceType']}/Linux", HOURS_A_MONTH)
