"""What EC2 instances are charged for, shared by the checks of instances."""

from decimal import Decimal
from typing import Final

from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

# DescribeInstances' PlatformDetails to the price list's operatingSystem, for what is billed by
# the hour without further software; a licence brought along costs what Linux does:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html
_SYSTEMS: Final = {
    "Linux/UNIX": "Linux",
    "Windows": "Windows",
    "Windows BYOL": "Linux",
    "Red Hat Enterprise Linux": "RHEL",
    "Red Hat BYOL Linux": "Linux",
    "SUSE Linux": "SUSE",
    "Ubuntu Pro": "Ubuntu Pro",
}
_CPU: Final = "CPUUtilization"
# A week shows whether it is stopped at times; hours that CloudWatch lost are no such times.
_WHOLE_DAYS: Final = 7
_ALWAYS: Final = 0.95
_OWN_HARDWARE: Final = frozenset({"dedicated", "host"})


def system_of(platform: object) -> str:
    """The operating system of a platform as prices name it.

    Raises:
        NotKnown: it was not told, or comes with more that is charged by the hour.
    """
    if not isinstance(platform, str) or platform not in _SYSTEMS:
        raise NotKnown(f"what {platform or 'its platform'} costs by the hour is not known")
    return _SYSTEMS[platform]


def instance_key(instance: Resource, type_name: str | None = None) -> str:
    """The price key of an hour of an instance, on its own type or another one.

    Raises:
        NotKnown: its type or system is not told, or has no price of its own here, as on a host.
    """
    if instance.attributes.get("Tenancy") in _OWN_HARDWARE:
        raise NotKnown("it runs on hardware of its own, at other prices")
    name = type_name if type_name is not None else instance.instance_type
    system = system_of(instance.attributes.get("PlatformDetails"))
    if name is None:
        raise NotKnown("its instance type was not told")
    return f"ec2.instance/{name}/{system}"


def instance_line(instance: Resource, type_name: str | None = None) -> Line:
    """What a month of an instance is charged for; raises NotKnown."""
    return Line(instance_key(instance, type_name), hours_a_month(instance))


def hours_a_month(instance: Resource) -> Decimal:
    """For how many hours of a month it runs: fewer than all if it is stopped now and then.

    CPU is measured in every hour in which an instance runs, and in no other. Of the days since it
    was first seen in the window the first one does not count, of which it may have a part only.
    """
    found = next((one for one in instance.digests if one.metric == _CPU), None)
    use = found.use if found is not None else None
    if use is None or (days := len(use.day_usual) - 1) < _WHOLE_DAYS:
        return HOURS_A_MONTH
    share = use.hours / (24 * days)
    return HOURS_A_MONTH if share > _ALWAYS else Decimal(round(HOURS_A_MONTH * Decimal(share)))
