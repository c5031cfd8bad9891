"""Step Functions: state machines of every page, with their type."""

from datetime import UTC, datetime

from costgov.collectors.inventory.stepfunctions import SOURCE

from tests.fakes.listings import listed

ARN = "arn:aws:states:us-east-1:222233334444:stateMachine"
MADE = datetime(2026, 1, 2, tzinfo=UTC)


def test_state_machines() -> None:
    def told(name: str, kind: str) -> dict[str, object]:
        found = {"stateMachineArn": f"{ARN}:{name}", "name": name}
        return {**found, "type": kind, "creationDate": MADE}

    pages = [
        {"stateMachines": [told("orders", "STANDARD")]},
        {"stateMachines": [told("clicks", "EXPRESS")]},
    ]
    orders, clicks = listed(SOURCE, {"stepfunctions:ListStateMachines": pages})

    assert (orders.id, orders.launched_at) == ("orders", MADE)
    assert (orders.attributes, clicks.attributes) == ({"type": "STANDARD"}, {"type": "EXPRESS"})
    for spec in SOURCE.metrics:
        assert spec.dimensions(clicks) == {"StateMachineArn": f"{ARN}:clicks"}
    assert "states:ListStateMachines" in SOURCE.spec.iam_actions[0].actions
