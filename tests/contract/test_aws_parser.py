"""Answers read by our parser equal what botocore's own makes of them."""

import json
from collections.abc import Mapping
from typing import Any

import botocore.session
import pytest
from botocore.parsers import create_parser
from costgov.gateways.aws_parser import Parsers
from hypothesis import given
from hypothesis import strategies as st

TEXTS = st.text(max_size=20)
BASE64 = st.sampled_from(["", "AA==", "aGVsbG8="])
VALUES = st.recursive(
    st.one_of(
        TEXTS.map(lambda text: {"S": text}),
        st.integers().map(lambda number: {"N": str(number)}),
        BASE64.map(lambda text: {"B": text}),
        st.lists(BASE64, min_size=1, max_size=2).map(lambda texts: {"BS": texts}),
        st.lists(TEXTS, min_size=1, max_size=2).map(lambda texts: {"SS": texts}),
        st.booleans().map(lambda flag: {"BOOL": flag}),
        st.just({"NULL": True}),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: {"L": values}),
        st.dictionaries(TEXTS, inner, max_size=3).map(lambda values: {"M": values}),
    ),
    max_leaves=6,
)
ITEMS = st.dictionaries(TEXTS, VALUES, max_size=4)


def parsed(parser: Any, operation: str, body: bytes, status: int = 200) -> Mapping[str, Any]:
    model = botocore.session.get_session().get_service_model("dynamodb")
    shape = model.operation_model(operation).output_shape
    response = {"body": body, "headers": {"x-amzn-requestid": "one"}, "status_code": status}
    found: Mapping[str, Any] = parser.parse(response, shape)
    return found


@given(st.lists(ITEMS, max_size=3), ITEMS)
def test_items_are_read_as_botocore_reads_them(items: list[Any], key: Any) -> None:
    body = json.dumps(
        {
            "Items": items,
            "Count": len(items),
            "LastEvaluatedKey": key,
            "ConsumedCapacity": {"TableName": "t", "CapacityUnits": 1.5},
        }
    ).encode()

    ours, theirs = Parsers().create_parser("json"), create_parser("json")

    assert parsed(ours, "Query", body) == parsed(theirs, "Query", body)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"__type":"com.amazonaws.dynamodb#ThrottlingException","message":"slow down"}', 400),
        (b"<html>502 Bad Gateway</html>", 502),
        (b"", 200),
        (b"no JSON", 400),
    ],
)
def test_refusals_and_what_is_no_json_are_read_as_botocore_reads_them(
    body: bytes, status: int
) -> None:
    ours, theirs = Parsers().create_parser("json"), create_parser("json")

    assert parsed(ours, "Query", body, status) == parsed(theirs, "Query", body, status)


def test_other_protocols_keep_botocore_s_parsers() -> None:
    assert type(Parsers().create_parser("query")) is type(create_parser("query"))
