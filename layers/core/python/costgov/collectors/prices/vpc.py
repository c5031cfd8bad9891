"""VPC: public addresses, NAT gateways, endpoints, transit gateways, VPN connections."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_VPC: Final = "AmazonVPC"
_ADDRESS: Final = {"group": "VPCPublicIPv4Address"}
_NAT: Final = {"productFamily": "NAT Gateway"}
_NAT_GATEWAY: Final = ("AWS::EC2::NatGateway", "AWS::EC2::VPC")
_ENDPOINT: Final = ("AWS::EC2::VPCEndpoint",)

RULES: Final = (
    PriceRule("ec2.address/idle", _VPC, _ADDRESS, "Hrs", "PublicIPv4:IdleAddress"),
    PriceRule("ec2.address/in-use", _VPC, _ADDRESS, "Hrs", "PublicIPv4:InUseAddress"),
    # The price list keeps NAT gateways under EC2.
    PriceRule("nat.hours", "AmazonEC2", _NAT, "Hrs", "NatGateway-Hours", kinds=_NAT_GATEWAY),
    PriceRule("nat.bytes", "AmazonEC2", _NAT, "GB", "NatGateway-Bytes", kinds=_NAT_GATEWAY),
    *(
        PriceRule(key, _VPC, {"productFamily": "VpcEndpoint"}, unit, usage, kinds=_ENDPOINT)
        for key, unit, usage in (
            ("vpc.endpoint-hours/Interface", "Hrs", "VpcEndpoint-Hours"),
            ("vpc.endpoint-bytes/Interface", "GB", "VpcEndpoint-Bytes"),
            ("vpc.endpoint-hours/GatewayLoadBalancer", "Hrs", "VpcEndpoint-GWLBE-Hours"),
        )
    ),
    PriceRule(
        "transit-gateway.hours/vpc",
        _VPC,
        {"operation": "TransitGatewayVPC"},
        "Hrs",
        "TransitGateway-Hours",
        kinds=("AWS::EC2::TransitGatewayAttachment",),
    ),
    PriceRule(
        "vpn.hours", _VPC, {}, "Hrs", "VPN-Usage-Hours:ipsec.1", kinds=("AWS::EC2::VPNConnection",)
    ),
)
