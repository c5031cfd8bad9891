"""VPCs: routes, addresses, NAT gateways and endpoints, with the metrics of what is paid for."""

from costgov.collectors.inventory.vpc import SOURCE
from costgov.domain.resources import Resource

from tests.fakes.listings import Answers, listed

ANSWERS: Answers = {
    "ec2:DescribeVpcs": {"Vpcs": [{"VpcId": "vpc-1", "State": "available", "IsDefault": False}]},
    "ec2:DescribeSubnets": {
        "Subnets": [
            {
                "SubnetId": "subnet-a",
                "VpcId": "vpc-1",
                "AvailabilityZone": "us-east-1a",
                "MapPublicIpOnLaunch": False,
                "State": "available",
            }
        ]
    },
    "ec2:DescribeRouteTables": {
        "RouteTables": [
            {
                "RouteTableId": "rtb-1",
                "VpcId": "vpc-1",
                "Routes": [
                    {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"},
                    {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"},
                ],
                "Associations": [{"SubnetId": "subnet-a", "Main": False}],
            }
        ]
    },
    "ec2:DescribeAddresses": {
        "Addresses": [
            {"AllocationId": "eipalloc-1", "PublicIp": "203.0.113.1"},
            {
                "AllocationId": "eipalloc-2",
                "PublicIp": "203.0.113.2",
                "AssociationId": "eipassoc-1",
                "InstanceId": "i-1",
            },
        ]
    },
    "ec2:DescribeNatGateways": {
        "NatGateways": [
            {
                "NatGatewayId": "nat-1",
                "State": "available",
                "SubnetId": "subnet-a",
                "VpcId": "vpc-1",
                "ConnectivityType": "public",
                "NatGatewayAddresses": [{"PublicIp": "203.0.113.3"}],
            },
            {"NatGatewayId": "nat-0", "State": "deleted"},
        ]
    },
    "ec2:DescribeVpcEndpoints": {
        "VpcEndpoints": [
            {
                "VpcEndpointId": "vpce-1",
                "VpcEndpointType": "Interface",
                "ServiceName": "com.amazonaws.us-east-1.sqs",
                "VpcId": "vpc-1",
                "State": "available",
                "SubnetIds": ["subnet-a"],
                "RequesterManaged": False,
            },
            {
                "VpcEndpointId": "vpce-2",
                "VpcEndpointType": "Gateway",
                "ServiceName": "com.amazonaws.us-east-1.s3",
                "State": "Available",
                "RequesterManaged": True,
            },
        ]
    },
}


def found() -> dict[str, Resource]:
    return {one.id: one for one in listed(SOURCE, ANSWERS)}


def test_each_part_with_what_checks_need() -> None:
    by_id = found()

    assert by_id["vpc-1"].kind == "AWS::EC2::VPC"
    assert by_id["subnet-a"].attributes["AvailabilityZone"] == "us-east-1a"
    assert by_id["rtb-1"].attributes == {
        "VpcId": "vpc-1",
        "NatGatewayIds": ["nat-1"],
        "SubnetIds": ["subnet-a"],
        "Main": False,
    }
    assert by_id["eipalloc-1"].state == "available"
    assert by_id["eipalloc-2"].attributes["InstanceId"] == "i-1"
    assert by_id["nat-1"].attributes["PublicIps"] == ["203.0.113.3"]
    assert "nat-0" not in by_id
    assert by_id["vpce-2"].managed_by == "aws"
    assert by_id["vpce-2"].state == "available"


def test_endpoints_publish_under_four_dimensions_and_gateways_nothing() -> None:
    by_id = found()
    [processed] = [one for one in SOURCE.metrics if one.name == "BytesProcessed"]

    assert processed.dimensions(by_id["vpce-1"]) == {
        "Endpoint Type": "Interface",
        "Service Name": "com.amazonaws.us-east-1.sqs",
        "VPC Endpoint Id": "vpce-1",
        "VPC Id": "vpc-1",
    }
    assert processed.dimensions(by_id["vpce-2"]) is None
    assert processed.silent_is_zero
    gateways = [one for one in SOURCE.metrics if one.kind == "AWS::EC2::NatGateway"]
    assert {one.name for one in gateways} == {
        "BytesInFromSource",
        "BytesInFromDestination",
        "ActiveConnectionCount",
    }
    assert all(one.dimensions(by_id["nat-1"]) == {"NatGatewayId": "nat-1"} for one in gateways)
