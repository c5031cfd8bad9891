"""Glue: development endpoints."""

from datetime import UTC, datetime

from costgov.collectors.inventory.glue import SOURCE

from tests.fakes.listings import listed

MADE = datetime(2026, 1, 2, tzinfo=UTC)


def test_development_endpoints() -> None:
    endpoint = {
        "EndpointName": "lab",
        "Status": "READY",
        "WorkerType": "G.1X",
        "NumberOfWorkers": 3,
        "CreatedTimestamp": MADE,
    }
    [found] = listed(SOURCE, {"glue:GetDevEndpoints": {"DevEndpoints": [endpoint]}})

    assert found.arn == "arn:aws:glue:us-east-1:222233334444:devEndpoint/lab"
    assert (found.instance_type, found.launched_at) == ("G.1X", MADE)
    assert found.attributes == {"NumberOfWorkers": 3}
