"""costgov.yaml is read strictly; an error names file, line and field."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from costgov.configuration import Configuration, Governance, InventorySources
from costgov.domain.access import Access
from costgov.domain.sign_in import SignIn
from costgov.errors import ConfigurationError
from pydantic import ValidationError

from infra.config import load_configuration

ROOT = Path(__file__).resolve().parents[2]


def load(tmp_path: Path, text: str) -> Configuration:
    path = tmp_path / "costgov.yaml"
    path.write_text(text, encoding="utf-8")
    return load_configuration(path)


def test_an_empty_file_is_one_account_with_defaults(tmp_path: Path) -> None:
    configuration = load(tmp_path, "")
    assert configuration.deployment.cost_source == "cost_explorer"
    assert configuration.governance.budgets == ()


def test_amounts_are_the_decimals_that_were_written(tmp_path: Path) -> None:
    text = "governance:\n  budgets:\n    - {id: a, amount: 0.10}\n    - {id: b, amount: 1000}\n"
    amounts = [plan.amount for plan in load(tmp_path, text).governance.budgets]
    assert amounts == [Decimal("0.10"), Decimal(1000)]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("deployment:\n  regoin: eu-west-1\n", 2, "deployment.regoin: Extra inputs"),
        ("deployment:\n  region: 5\n", 2, "deployment.region: Input should be a valid string"),
        (
            "deployment:\n  schedule:\n    time_zone: Mars/Base\n",
            3,
            "deployment.schedule.time_zone: 'Mars/Base' is no IANA time zone",
        ),
        (
            "deployment:\n  schedule:\n    cron: 0 6 * * * *\n",
            3,
            "deployment.schedule.cron: one of day of the month and day of the week must be ?",
        ),
        (
            "deployment:\n  region: eu-centrl-1\n",
            2,
            "deployment.region: 'eu-centrl-1' is no region that boto3 knows: is it eu-central-1?",
        ),
        (
            "deployment:\n  accounts:\n    - id: '111122223333'\n      regions: [xx-moon-1]\n",
            4,
            "deployment.accounts.0.regions.0: 'xx-moon-1' is no region that boto3 knows",
        ),
        (
            "deployment:\n  organization: {discover: true, regions: [us-gov-west-1, us-est-1]}\n",
            2,
            "deployment.organization.regions.1: 'us-est-1' is no region",
        ),
        (
            "governance:\n  budgets:\n    - id: a\n      amount: -1\n",
            4,
            "governance.budgets.0.amount: Input should be greater than 0",
        ),
        (
            "governance:\n  budgets:\n    - {id: a, amount: 1}\n    - {id: a, amount: 2}\n",
            1,
            "governance: budget 'a' is defined twice",
        ),
        (
            "deployment:\n  accounts:\n" + 2 * "    - {id: '111122223333', regions: [eu-west-1]}\n",
            2,
            "deployment.accounts: account 111122223333 is listed twice",
        ),
        ("deployment: [", 1, "not YAML"),
        ("deployment:\n  region: a\n  region: b\n", 3, "'region' is given twice"),
        ("- a\n", 1, "the file: Input should be"),
    ],
)
def test_an_error_names_line_and_field(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'costgov.yaml'}:{line}: ")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_mistake_is_listed_by_line(tmp_path: Path) -> None:
    text = """\
deployment:
  regoin: eu-west-1
  tags: [Team]
governance:
  allocation:
    views:
      team:
        rules:
          - {tag: Team, value_regex: "("}
          - {account: 111122223333, unit: platform}
        shared:
          - unit: platform
            split: fixed
            percent: {search: 60, checkout: 30}
      Project:
        rules: []
"""
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    path, views = tmp_path / "costgov.yaml", "governance.allocation.views"
    assert str(caught.value).splitlines() == [
        f"{path}:2: deployment.regoin: Extra inputs are not permitted",
        (
            f"{path}:9: {views}.team.rules.0.value_regex: '(' is no regular expression: "
            "missing ), unterminated subpattern at position 0"
        ),
        (
            f"{path}:10: {views}.team.rules.1.account: a text or a list of texts is expected; "
            "quote what looks like a number"
        ),
        f"{path}:14: {views}.team.shared.0.percent: the percentages add up to 90, not to 100",
        f"{path}:15: {views}.Project: String should match pattern '^[a-z][a-z0-9_-]{{0,39}}$'",
        f"{path}:16: {views}.Project.rules: a view needs a rule",
    ]


def test_a_tag_that_rules_ask_for_must_be_read(tmp_path: Path) -> None:
    text = """\
deployment:
  tags: [Team]
governance:
  allocation:
    views:
      team:
        rules:
          - {tag: Team}
          - {tag: Owner}
"""
    with pytest.raises(ConfigurationError, match=r":9: .*'Owner' must be listed in deployment"):
        load(tmp_path, text)


def test_buttons_that_nobody_would_hear_of_are_refused(tmp_path: Path) -> None:
    text = "governance:\n  alerts:\n    slack_signing_secret: /costgov/signing/slack\n"
    with pytest.raises(ConfigurationError, match=r":3: .*set deployment.api.slack_actions to true"):
        load(tmp_path, text)
    loaded = load(tmp_path, "deployment: {api: {slack_actions: true}}\n" + text)
    assert loaded.governance.alerts.slack_signing_secret == "/costgov/signing/slack"


def test_checks_and_thresholds_that_there_are_not_are_refused(tmp_path: Path) -> None:
    text = """\
governance:
  checks:
    disabled: [ebs_volume_unattached, ebs_gone]
    thresholds:
      ebs_volume_unattached: {days: 30, weeks: 4}
      ebs_gone: {days: 1}
"""
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, text)

    where = tmp_path / "costgov.yaml"
    assert str(refused.value).splitlines() == [
        f"{where}:3: governance.checks.disabled.1: there is no check 'ebs_gone' to switch off",
        (
            f"{where}:5: governance.checks.thresholds.ebs_volume_unattached.weeks: the check "
            "'ebs_volume_unattached' has no threshold 'weeks'; it has days"
        ),
        (
            f"{where}:6: governance.checks.thresholds.ebs_gone: there is no check 'ebs_gone' to "
            "set thresholds of"
        ),
    ]


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_configuration(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    "name", ["costgov.example.yaml", "cli/local/demo.yaml", "cli/local/demo-file.yaml"]
)
def test_the_files_we_ship_are_valid(name: str) -> None:
    assert load_configuration(ROOT / name).governance.budgets


def test_services_of_the_inventory_are_those_that_are_known() -> None:
    assert InventorySources(services=("ebs", "rds")).services == ("ebs", "rds")
    with pytest.raises(ValidationError, match="'eks2' is none of account, apigateway"):
        InventorySources(services=("ebs", "eks2"))


def test_the_examples_of_signing_in_are_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(examples) == 2
    for number, example in enumerate(examples):
        file = tmp_path / f"{number}.yaml"
        file.write_text(example, encoding="utf-8")
        assert load_configuration(file).governance.access != Access()


@pytest.mark.parametrize(
    ("sign_in", "said"),
    [
        ({"issuer": "http://login.example.com", "audience": ["a"]}, "should match pattern"),
        ({"issuer": "https://login.example.com"}, "go together"),
        ({"audience": ["a"]}, "go together"),
        ({"cognito": True, "issuer": "https://a.example", "audience": ["a"]}, "leave both out"),
        ({"cognito": True, "callback_urls": ["http://example.com"]}, "should match pattern"),
    ],
)
def test_an_issuer_that_nobody_can_sign_in_by_is_refused(
    sign_in: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        SignIn.model_validate(sign_in)


def test_a_user_pool_has_a_claim_of_its_own() -> None:
    assert SignIn(cognito=True).claim == "cognito:groups"
    assert (
        SignIn(issuer="https://a.example", audience=("a",), groups_claim="roles").claim == "roles"
    )


@pytest.mark.parametrize(
    "access",
    [
        {"iam": [{"arn": "arn:aws:iam::111122223333:role/team/Ops", "role": "admin"}]},
        {"iam": [{"arn": "FinOps", "role": "admin"}]},
        {"iam": [{"arn": "arn:aws:iam::111122223333:role/Ops", "role": "root"}]},
        {"groups": [{"group": "a", "role": "viewer"}, {"group": "a", "role": "admin"}]},
        {"groups": [{"group": "a", "role": "viewer", "accounts": ["1"]}]},
    ],
)
def test_a_grant_that_could_not_be_meant_is_refused(access: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Access.model_validate(access)


@pytest.mark.parametrize(
    ("budgets", "said"),
    [
        ([{"id": "a", "amount": 1, "parent": "b"}], "there is no budget 'b' for it to be part of"),
        (
            [{"id": "a", "amount": 1, "dimension": "allocation:team", "value": "x"}],
            "there is no allocation view 'team'",
        ),
    ],
)
def test_budgets_that_cannot_be_where_they_are_put_are_refused(
    budgets: list[dict[str, object]], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        Governance.model_validate({"budgets": budgets})
    views = {"views": {"team": {"rules": [{"tag": "Team"}]}}}
    fitting = [*budgets, {"id": "b", "amount": 2}]
    assert Governance.model_validate({"budgets": fitting, "allocation": views}).budgets
