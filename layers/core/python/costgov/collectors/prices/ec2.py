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
_BURSTABLE: Final = ("t2", "t3", "t3a", "t4g")

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
    ),
    *(
        PriceRule(
            f"ec2.cpu-credits/{family}/{{operatingSystem}}",
            _EC2,
            {"productFamily": "CPU Credits"},
            "vCPU-Hours",
            f"CPUCredits:{family}",
        )
        for family in _BURSTABLE
    ),
)
