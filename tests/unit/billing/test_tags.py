"""Tag values come through as they were written, whatever they hold; absent is not empty."""

import json
from decimal import Decimal

import pytest
from costgov.collectors.billing.formats.cur2 import snake
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.billing.files import csv_bytes, cur, focus, parquet_bytes, read

ODD = [
    "🦄 emoji", "עברית", "$1#2/3", "a'b\"c\\d", "line\nbreak", "comma, and ; semicolon",
    "x" * 256, "NULL", " ", "{}", "a\tb", "50%",
]  # fmt: skip
_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=256)


@pytest.mark.parametrize("text", ODD)
@pytest.mark.fault_case(19)
def test_an_odd_value_is_kept_to_the_letter(text: str) -> None:
    line = focus(Tags=json.dumps({"team": text}))

    for content in (csv_bytes([line]), parquet_bytes([line])):
        assert list(read(content, ("team",)).by("tag:team")) == [text]


@pytest.mark.parametrize("key", ["a/b", "a~b", "~1", "$.x", "it's", 'q"q', "🦄", "a b", "0", "#"])
@pytest.mark.fault_case(19)
def test_an_odd_key_is_found(key: str) -> None:
    line = focus(Tags=json.dumps({"other": "no", key: "yes"}))

    assert list(read(csv_bytes([line]), (key,)).by(f"tag:{key}")) == ["yes"]


@settings(max_examples=15)
@given(key=_TEXT.filter(bool), value=_TEXT)
def test_any_tag_is_found_under_its_key(key: str, value: str) -> None:
    line = focus(Tags=json.dumps({key: value}, ensure_ascii=False))

    assert list(read(csv_bytes([line]), (key,)).by(f"tag:{key}")) == [value]


@pytest.mark.fault_case(19)
def test_an_empty_value_is_not_an_absent_one() -> None:
    tags = ['{"team": ""}', "{}", '{"team": null}', "", "NULL", '{"team": "a"}']

    for content in (
        csv_bytes([focus(Tags=text) for text in tags]),
        parquet_bytes([focus(Tags=text) for text in tags if text not in {"", "NULL"}]),
    ):
        found = read(content, ("team",)).by("tag:team")
        assert found[""] == found["a"] == Decimal("1.5")
        assert found.keys() == {"", "a", None}


@pytest.mark.fault_case(19)
def test_values_and_keys_that_differ_in_case_are_apart() -> None:
    lines = [focus(Tags=text) for text in ('{"env": "Prod"}', '{"env": "prod", "Env": "x"}')]

    found = read(csv_bytes(lines), ("env", "Env"))

    assert found.by("tag:env").keys() == {"Prod", "prod"}
    assert found.by("tag:Env").keys() == {None, "x"}


def test_tags_that_are_no_json_are_no_tags() -> None:
    found = read(csv_bytes([focus(Tags="{broken"), focus(Tags="[1]")]), ("team",))

    assert (found.kept, found.by("tag:team")) == (2, {None: Decimal(3)})


def test_tags_in_a_parquet_map() -> None:
    line = focus(Tags='{"team": "🦄", "empty": ""}')

    found = read(
        parquet_bytes([line], {"Tags": "JSON::MAP(VARCHAR, VARCHAR)"}), ("team", "empty", "none")
    )

    assert [list(found.by(f"tag:{key}")) for key in ("team", "empty", "none")] == [
        ["🦄"],
        [""],
        [None],
    ]


@pytest.mark.parametrize("written", ["CostCenter", "user:CostCenter", "user_cost_center"])
def test_the_names_aws_gives_to_user_tags_are_known(written: str) -> None:
    line = focus(Tags=json.dumps({written: "42"}))

    assert list(read(csv_bytes([line]), ("CostCenter",)).by("tag:CostCenter")) == ["42"]


def test_legacy_cur_has_a_column_for_each_key() -> None:
    line = cur({"resourceTags/user:Env": "prod", "resourceTags/user:env": "test"})

    found = read(csv_bytes([line]), ("Env", "env", "ENV"))

    assert [list(found.by(f"tag:{key}")) for key in ("Env", "env", "ENV")] == [
        ["prod"],
        ["test"],
        [None],
    ]


@pytest.mark.parametrize(
    "tagged",
    [
        {"resource_tags": '{"user_cost_center": "42"}'},
        {"resource_tags": '{"user:CostCenter": "42"}'},
        {"resource_tags_user_cost_center": "42"},
    ],
)
def test_cur_2_renames_keys(tagged: dict[str, str]) -> None:
    line = {snake(name): text for name, text in cur().items()} | tagged

    for content in (csv_bytes([line]), parquet_bytes([line])):
        assert list(read(content, ("CostCenter",)).by("tag:CostCenter")) == ["42"]


def test_tags_in_a_list_are_not_known_and_do_no_harm() -> None:
    line = focus(Tags='[{"key": "team", "value": "a"}]')
    listed = parquet_bytes([line], {"Tags": "JSON::STRUCT(key VARCHAR, value VARCHAR)[]"})

    assert read(listed, ("team",)).by("tag:team") == {None: Decimal("1.5")}
