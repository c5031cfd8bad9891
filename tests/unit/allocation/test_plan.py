"""What a view may say: every rule can apply, and shared costs end somewhere."""

from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.allocation.plan import Rule, SharedCost, Usage, View
from pydantic import ValidationError

TEAM = {"tag": "Team"}
SUPPORT = {"service": "AWS Support (Business)", "unit": "support"}
PLATFORM = {"account": "111122223333", "unit": "platform"}


def refusal(model: Any, value: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(value)
    (problem,) = caught.value.errors()
    return str(problem["msg"]).removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"value": "x", "unit": "a"}, "value and value_regex need the tag whose value is meant"),
        ({"account": "1"}, "unit is required where no tag's value can be the unit"),
        (
            {**TEAM, "value": "a", "value_regex": "b"},
            "value and value_regex exclude each other",
        ),
        (
            {"service": "a", "service_regex": "b", "unit": "c"},
            "service and service_regex exclude each other",
        ),
        ({**TEAM, "unit": "{team}"}, "unit quotes {team}, which no condition of the rule gives"),
        (
            {"account": "1", "unit": "{value}"},
            "unit quotes {value}, which no condition of the rule gives",
        ),
        ({**TEAM, "unit": "{value"}, "unit '{value' has a brace that is not part of a {name}"),
        (
            {**TEAM, "value_regex": "(?P<a>.)", "service_regex": "(?P<a>.)", "unit": "{a}"},
            "the group name 'a' has another meaning in this rule",
        ),
        (
            {**TEAM, "value_regex": "(?P<account>.)", "unit": "{account}"},
            "the group name 'account' has another meaning in this rule",
        ),
        (
            {**TEAM, "value_regex": "a{"},
            None,
        ),
    ],
)
def test_a_rule_that_means_nothing_is_refused(rule: dict[str, Any], sentence: str | None) -> None:
    if sentence is None:
        assert Rule.model_validate(rule).value_regex == "a{"
    else:
        assert refusal(Rule, rule) == sentence


@pytest.mark.parametrize(
    ("shared", "sentence"),
    [
        (
            [{"unit": "support", "split": "even", "among": ["support"]}],
            "'support' cannot be split across 'support', which is shared out itself",
        ),
        (
            [
                {"unit": "support", "split": "even", "among": ["platform"]},
                {"unit": "platform", "split": "fixed", "percent": {"support": "100"}},
            ],
            "'support' cannot be split across 'platform', which is shared out itself",
        ),
        (
            [
                {"unit": "support", "split": "usage", "weights": {"2026-01": {"platform": "1"}}},
                {"unit": "platform", "split": "even"},
            ],
            "'support' cannot be split across 'platform', which is shared out itself",
        ),
        (2 * [{"unit": "support", "split": "even"}], "'support' is shared out twice"),
    ],
)
def test_shared_costs_that_go_round_or_go_twice_are_refused(
    shared: list[dict[str, Any]], sentence: str
) -> None:
    assert refusal(View, {"rules": [SUPPORT, PLATFORM], "shared": shared}) == sentence


def test_a_shared_unit_that_no_rule_can_give_cost_is_refused() -> None:
    shared = [{"unit": "suport", "split": "even"}]
    sentence = "no rule gives 'suport', which is shared out, any cost"

    assert refusal(View, {"rules": [SUPPORT], "shared": shared}) == sentence
    may_be = View.model_validate({"rules": [SUPPORT, TEAM], "shared": shared})
    assert [one.unit for one in may_be.shared] == ["suport"], "a tag's value may be that"


@pytest.mark.parametrize(
    ("shared", "sentence"),
    [
        ({"split": "fixed"}, "split: fixed needs percent"),
        ({"split": "usage"}, "split: usage needs usage or weights"),
        ({"split": "even", "percent": {"a": "100"}}, "percent has no meaning with split: even"),
        (
            {"split": "fixed", "percent": {"a": "100"}, "among": ["a"]},
            "among has no meaning with split: fixed",
        ),
        (
            {"split": "fixed", "percent": {"a": "33.3", "b": "66.6"}},
            "the percentages add up to 99.9, not to 100",
        ),
    ],
)
def test_a_split_has_its_own_fields_and_no_others(shared: dict[str, Any], sentence: str) -> None:
    assert refusal(SharedCost, {"unit": "x", **shared}) == sentence


def test_a_rule_after_one_that_matches_everything_never_applies() -> None:
    sentence = "rule 1 matches everything; no rule after it ever applies"
    assert refusal(View, {"rules": [{"unit": "rest"}, TEAM]}) == sentence


def test_usage_is_named_in_one_way() -> None:
    sentence = "usage needs usage_type or usage_type_regex, and not both"
    assert refusal(Usage, {"service": "Amazon S3"}) == sentence


def test_weights_hold_until_a_later_entry() -> None:
    shared = SharedCost.model_validate(
        {
            "unit": "x",
            "split": "usage",
            "weights": {"2026-09": {"a": "1"}, "2026-11": {"a": "2", "b": "1"}},
        }
    )
    assert shared.weights_of("2026-08") is None
    assert shared.weights_of("2026-10") == {"a": Decimal(1)}
    assert shared.weights_of("2027-01") == {"a": Decimal(2), "b": Decimal(1)}


def test_a_rule_is_written_as_shortly_as_it_can_be() -> None:
    rule = Rule.model_validate({"tag": "Team", "value": ["a"], "account": ["1", "2"]})
    assert rule.written() == {"tag": "Team", "value": "a", "account": ("1", "2")}
