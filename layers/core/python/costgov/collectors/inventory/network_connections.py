"""Ways out of a VPC that are paid by the hour: transit gateway attachments, VPN connections."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

ATTACHMENT: Final = "AWS::EC2::TransitGatewayAttachment"
VPN: Final = "AWS::EC2::VPNConnection"
_ATTACHMENTS: Final = "ec2:DescribeTransitGatewayAttachments"
_VPNS: Final = "ec2:DescribeVpnConnections"
_GONE: Final = frozenset({"deleted", "deleting", "failed", "rejected", "rejecting"})


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    yield from _attachments(reader, place)
    yield from _vpns(reader, place)


def _attachments(reader: Reader, place: Place) -> Iterator[Resource]:
    for one in reader.each(_ATTACHMENTS, "TransitGatewayAttachments"):
        name = one["TransitGatewayAttachmentId"]
        # Each attachment is charged to the account of what is attached.
        if one["State"] in _GONE or one.get("ResourceOwnerId") != place.account_id:
            continue
        yield place.resource(
            ATTACHMENT,
            name,
            place.arn("ec2", f"transit-gateway-attachment/{name}"),
            state=one["State"],
            created=one.get("CreationTime"),
            tags=tags_of(one),
            attributes=kept(
                one, "TransitGatewayId", "TransitGatewayOwnerId", "ResourceType", "ResourceId"
            ),
        )


def _vpns(reader: Reader, place: Place) -> Iterator[Resource]:
    for one in reader.each(_VPNS, "VpnConnections"):
        name = one["VpnConnectionId"]
        if one["State"] in _GONE:
            continue
        yield place.resource(
            VPN,
            name,
            place.arn("ec2", f"vpn-connection/{name}"),
            state=one["State"],
            tags=tags_of(one),
            attributes={
                **kept(one, "TransitGatewayId", "VpnGatewayId", "CustomerGatewayId"),
                "Tunnels": [
                    kept(tunnel, "Status", "LastStatusChange")
                    for tunnel in one.get("VgwTelemetry", ())
                ],
            },
        )


def _of_attachment(attachment: Resource) -> dict[str, str]:
    return {
        "TransitGateway": str(attachment.attributes.get("TransitGatewayId")),
        "TransitGatewayAttachment": attachment.id,
    }


def _of_vpn(vpn: Resource) -> dict[str, str]:
    return {"VpnId": vpn.id}


SOURCE: Final = Source(
    name="network-connections",
    kinds=(ATTACHMENT, VPN),
    calls=(_ATTACHMENTS, _VPNS),
    fetch=_fetch,
    metrics=(
        *(
            MetricSpec(
                ATTACHMENT, "AWS/TransitGateway", name, "Bytes", _of_attachment, reading="count"
            )
            for name in ("BytesIn", "BytesOut")
        ),
        *(
            MetricSpec(VPN, "AWS/VPN", name, "Bytes", _of_vpn, reading="count")
            for name in ("TunnelDataIn", "TunnelDataOut")
        ),
    ),
)
