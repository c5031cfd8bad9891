"""EventBridge: rules of every bus and how many targets they have."""

from collections.abc import Mapping

from costgov.collectors.inventory.eventbridge import SOURCE

from tests.fakes.listings import Answer, Answers, listed

ARN = "arn:aws:events:us-east-1:222233334444:rule"


def rules(asked: Mapping[str, object]) -> Answer:
    bus = asked["EventBusName"]
    own = {"Name": f"of-{bus}", "Arn": f"{ARN}/{bus}/of-{bus}", "State": "ENABLED"}
    return {"Rules": [own, {**own, "Name": "aws", "ManagedBy": "config.amazonaws.com"}]}


def targets(asked: Mapping[str, object]) -> Answer:
    assert asked["Rule"] != "aws"  # what a service manages is not asked about
    known = {"default": [{"Id": "1", "Arn": "arn"}, {"Id": "2", "Arn": "arn"}], "orders": []}
    return {"Targets": known[str(asked["EventBusName"])]}


def test_rules_of_every_bus() -> None:
    answers: Answers = {
        "events:ListEventBuses": {"EventBuses": [{"Name": "default"}, {"Name": "orders"}]},
        "events:ListRules": rules,
        "events:ListTargetsByRule": targets,
    }
    first, second = listed(SOURCE, answers)

    assert (first.id, first.attributes["Targets"]) == ("default/of-default", 2)
    assert (second.id, second.attributes["Targets"]) == ("orders/of-orders", 0)
    assert second.arn == f"{ARN}/orders/of-orders"
