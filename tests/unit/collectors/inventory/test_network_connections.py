"""Transit gateway attachments and VPN connections that this account pays for."""

from datetime import UTC, datetime

from costgov.collectors.inventory.network_connections import SOURCE

from tests.fakes.listings import Answers, listed

OWN, OTHER = "222233334444", "111122223333"
CHANGED = datetime(2026, 9, 1, tzinfo=UTC)

ANSWERS: Answers = {
    "ec2:DescribeTransitGatewayAttachments": {
        "TransitGatewayAttachments": [
            {
                "TransitGatewayAttachmentId": "tgw-attach-1",
                "TransitGatewayId": "tgw-1",
                "ResourceOwnerId": OWN,
                "ResourceType": "vpc",
                "State": "available",
            },
            {
                "TransitGatewayAttachmentId": "tgw-attach-2",
                "ResourceOwnerId": OTHER,
                "State": "available",
            },
        ]
    },
    "ec2:DescribeVpnConnections": {
        "VpnConnections": [
            {
                "VpnConnectionId": "vpn-1",
                "State": "available",
                "VgwTelemetry": [{"Status": "DOWN", "LastStatusChange": CHANGED}],
            },
            {"VpnConnectionId": "vpn-2", "State": "deleted"},
        ]
    },
}


def test_what_is_charged_to_this_account() -> None:
    attachment, vpn = listed(SOURCE, ANSWERS)

    assert attachment.id == "tgw-attach-1"
    assert vpn.attributes["Tunnels"] == [
        {"Status": "DOWN", "LastStatusChange": CHANGED.isoformat()}
    ]


def test_attachments_publish_under_both_names() -> None:
    attachment, vpn = listed(SOURCE, ANSWERS)
    dimensions = {one.name: one for one in SOURCE.metrics}

    assert dimensions["BytesIn"].dimensions(attachment) == {
        "TransitGateway": "tgw-1",
        "TransitGatewayAttachment": "tgw-attach-1",
    }
    assert dimensions["TunnelDataIn"].dimensions(vpn) == {"VpnId": "vpn-1"}
