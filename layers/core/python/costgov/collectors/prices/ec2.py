"""EC2: hours of instances, of dedicated ones and hosts, of unused reservations; CPU credits."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_EC2: Final = "AmazonEC2"
# The licence is in the price, nothing is installed beyond the operating system.
_PLAIN: Final = {
    "productFamily": "Compute Instance",
    "preInstalledSw": "NA",
    "licenseModel": "No License required",
}

RULES: Final = (
    PriceRule(
        "ec2.instance/{instanceType}/{operatingSystem}",
        _EC2,
        {**_PLAIN, "tenancy": "Shared", "capacitystatus": "Used"},
        "Hrs",
    ),
    PriceRule(
        "ec2.reservation/{instanceType}/{operatingSystem}",
        _EC2,
        {**_PLAIN, "tenancy": "Shared", "capacitystatus": "UnusedCapacityReservation"},
        "Hrs",
        kinds=("AWS::EC2::CapacityReservation",),
    ),
    PriceRule(
        "ec2.dedicated/{instanceType}/{operatingSystem}",
        _EC2,
        {**_PLAIN, "tenancy": "Dedicated", "capacitystatus": "Used"},
        "Hrs",
    ),
    # `instanceType` of a host is the family it is for.
    PriceRule(
        "ec2.host/{instanceType}",
        _EC2,
        {"productFamily": "Dedicated Host", "tenancy": "Host"},
        "Hrs",
        kinds=("AWS::EC2::Host",),
    ),
    # `usage` names the family: CPUCredits:t3.
    PriceRule(
        "ec2.cpu-credits/{usage}/{operatingSystem}",
        _EC2,
        {"productFamily": "CPU Credits"},
        "vCPU-Hours",
        "CPUCredits:.+",
    ),
)
