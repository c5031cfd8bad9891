"""What EC2 holds beside instances: dedicated hosts, capacity reservations; instances' metrics.

Instances themselves are listed with their measures of capacity (CPU, memory, NetworkOut); what
EC2 publishes of them beyond that is read here.
"""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import INSTANCE, Resource
from costgov.gateways.inventory_ports import Reader

HOST: Final = "AWS::EC2::Host"
RESERVATION: Final = "AWS::EC2::CapacityReservation"
_HOSTS: Final = "ec2:DescribeHosts"
_RESERVATIONS: Final = "ec2:DescribeCapacityReservations"
_USED: Final = ("AvailableInstanceCount", "TotalInstanceCount", "InstancePlatform", "Tenancy")
_GONE: Final = frozenset({"released", "released-permanent-failure", "cancelled", "expired"})


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    yield from _hosts(reader, place)
    yield from _reservations(reader, place)


def _hosts(reader: Reader, place: Place) -> Iterator[Resource]:
    for host in reader.each(_HOSTS, "Hosts"):
        properties = host.get("HostProperties", {})
        # Of a host shared with this account only the account's own instances are told.
        if host["State"] in _GONE or host.get("OwnerId", place.account_id) != place.account_id:
            continue
        yield place.resource(
            HOST,
            host["HostId"],
            place.arn("ec2", f"dedicated-host/{host['HostId']}"),
            state=host["State"],
            size=properties.get("InstanceType"),
            created=host.get("AllocationTime"),
            tags=tags_of(host),
            attributes={
                **kept(host, "AvailabilityZone", "HostReservationId", "OwnerId"),
                **kept(properties, "InstanceFamily"),
                **({"Instances": len(host["Instances"])} if "Instances" in host else {}),
            },
        )


def _reservations(reader: Reader, place: Place) -> Iterator[Resource]:
    for one in reader.each(_RESERVATIONS, "CapacityReservations"):
        # A reservation shared with this account is charged to its owner.
        if one["State"] in _GONE or one.get("OwnerId", place.account_id) != place.account_id:
            continue
        yield place.resource(
            RESERVATION,
            one["CapacityReservationId"],
            place.arn("ec2", f"capacity-reservation/{one['CapacityReservationId']}"),
            state=one["State"],
            size=one.get("InstanceType"),
            created=one.get("CreateDate"),
            tags=tags_of(one),
            attributes=kept(one, *_USED, "EndDate", "ReservationType", "AvailabilityZone"),
        )


def _of_running(instance: Resource) -> dict[str, str] | None:
    return {"InstanceId": instance.id} if instance.state == "running" else None


def _of_burstable(instance: Resource) -> dict[str, str] | None:
    # Only T types have credits; DescribeInstances does not say which are burstable.
    burstable = (instance.instance_type or "").startswith("t")
    return _of_running(instance) if burstable else None


def _of_reservation(reservation: Resource) -> dict[str, str]:
    return {"CapacityReservationId": reservation.id}


SOURCE: Final = Source(
    name="ec2",
    kinds=(HOST, RESERVATION),
    calls=(_HOSTS, _RESERVATIONS),
    fetch=_fetch,
    metrics=(
        MetricSpec(INSTANCE, "AWS/EC2", "NetworkIn", "Bytes", _of_running, reading="count"),
        MetricSpec(INSTANCE, "AWS/EC2", "CPUCreditBalance", "Count", _of_burstable, "stock"),
        MetricSpec(
            INSTANCE,
            "AWS/EC2",
            "CPUSurplusCreditsCharged",
            "Count",
            _of_burstable,
            "count",
        ),
        MetricSpec(
            RESERVATION,
            "AWS/EC2CapacityReservations",
            "UsedInstanceCount",
            "Count",
            _of_reservation,
        ),
    ),
)
