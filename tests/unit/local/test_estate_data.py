"""Everything told of the estate fits botocore's models of the services that list it."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from botocore.model import Shape, StructureShape
from moto.core.model import OperationModel

from cli.local.standin.estate.layout import chosen_result, filled, item_shape, layout, output
from cli.local.standin.models import BY_NAME, operation_model
from cli.local.standin.shapes import problems
from cli.local.synthetic.estate import Answer, Listed, collected
from cli.local.synthetic.names import ACCOUNTS, REGION_PREFIX

ESTATE = collected(datetime(2026, 10, 20, 18, tzinfo=UTC))


@pytest.mark.parametrize("told", ESTATE.listed, ids=lambda told: f"{told.service}:{told.operation}")
def test_items_are_of_the_shape_their_service_lists(told: Listed) -> None:
    assert told.service in BY_NAME
    operation = operation_model(told.service, told.operation)
    assert operation is not None, f"{told.service} has no {told.operation}"
    shape = _shape(told, operation)
    for item in told.items:
        if isinstance(item, str):
            assert shape.type_name == "string"
        else:
            assert isinstance(shape, StructureShape)
            assert problems(filled(shape, {}, item), shape) == []
    assert operation.input_shape is not None or not told.where
    assert set(told.where) <= set(operation.input_shape.members if operation.input_shape else ())


def _shape(told: Listed, operation: OperationModel) -> Shape:
    if told.operation == "DescribeInstances":
        # Instances are told without the reservations they come in.
        return operation.service_model.shape_for("Instance")
    found = layout(told.service, operation)
    return item_shape(operation, chosen_result(operation, found, told.items, told.key))


@pytest.mark.parametrize(
    "told", ESTATE.answers, ids=lambda told: f"{told.service}:{told.operation}"
)
def test_answers_are_replies_of_their_operation(told: Answer) -> None:
    assert told.service in BY_NAME
    operation = operation_model(told.service, told.operation)
    assert operation is not None, f"{told.service} has no {told.operation}"
    assert operation.input_shape is not None or not told.where
    assert set(told.where) <= set(operation.input_shape.members if operation.input_shape else ())
    assert bool(told.reply) != bool(told.error) or not (told.reply or told.error)
    if not told.error:
        assert problems(told.reply, output(operation)) == []


def test_everything_is_somewhere() -> None:
    everything: tuple[Listed | Answer, ...] = (*ESTATE.listed, *ESTATE.answers)
    for told in everything:
        assert told.account in {"", *ACCOUNTS}, told
        assert told.region in {"", *REGION_PREFIX}, told
    for measured in ESTATE.measured:
        assert measured.account in ACCOUNTS
        assert measured.region in REGION_PREFIX


def test_a_metric_and_a_truth_are_told_once() -> None:
    metrics = Counter(
        (one.namespace, one.metric, tuple(sorted(one.dimensions.items())), one.account, one.region)
        for one in ESTATE.measured
    )
    assert [name for name, times in metrics.items() if times > 1] == []
    planted = Counter((one.check, one.resource_id) for one in ESTATE.truth)
    assert [name for name, times in planted.items() if times > 1] == []
