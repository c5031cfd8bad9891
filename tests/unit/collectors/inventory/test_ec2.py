"""Dedicated hosts, capacity reservations, and which metrics of instances are asked for."""

from costgov.collectors.inventory.ec2 import SOURCE
from costgov.domain.resources import Resource

from tests.fakes.listings import Answers, listed
from tests.unit.checks.judging import resource


def test_hosts_and_reservations_that_are_paid_for() -> None:
    answers: Answers = {
        "ec2:DescribeHosts": {
            "Hosts": [
                {
                    "HostId": "h-1",
                    "State": "available",
                    "HostProperties": {"InstanceFamily": "m5"},
                    "Instances": [],
                },
                {"HostId": "h-2", "State": "released"},
                {"HostId": "h-3", "OwnerId": "111122223333", "State": "available", "Instances": []},
            ]
        },
        "ec2:DescribeCapacityReservations": {
            "CapacityReservations": [
                {
                    "CapacityReservationId": "cr-1",
                    "OwnerId": "222233334444",
                    "State": "active",
                    "InstanceType": "m5.large",
                    "TotalInstanceCount": 4,
                    "AvailableInstanceCount": 1,
                    "InstancePlatform": "Linux/UNIX",
                },
                {"CapacityReservationId": "cr-2", "OwnerId": "111122223333", "State": "active"},
                {"CapacityReservationId": "cr-3", "OwnerId": "222233334444", "State": "expired"},
            ]
        },
    }

    host, reservation = listed(SOURCE, answers)

    assert host.id == "h-1"
    assert host.attributes == {"InstanceFamily": "m5", "Instances": 0}
    assert reservation.arn.endswith(":capacity-reservation/cr-1")
    assert reservation.instance_type == "m5.large"
    assert reservation.attributes["TotalInstanceCount"] == 4


def test_metrics_of_instances_are_read_while_they_run() -> None:
    running = resource("AWS::EC2::Instance", "i-1", state="running", size="m6i.large")
    burstable = resource("AWS::EC2::Instance", "i-2", state="running", size="t3.large")
    stopped = resource("AWS::EC2::Instance", "i-3", state="stopped", size="t3.large")
    of_instances = [one for one in SOURCE.metrics if one.kind == "AWS::EC2::Instance"]

    def asked(instance: Resource) -> set[str]:
        return {one.name for one in of_instances if one.dimensions(instance) is not None}

    assert asked(running) == {"NetworkIn"}
    assert asked(burstable) - asked(running) == {"CPUCreditBalance", "CPUSurplusCreditsCharged"}
    assert asked(stopped) == set()
