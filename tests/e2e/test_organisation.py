"""A hundred and two accounts: one excluded, one suspended, one without the role, 99 succeed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli.files import import_file
from cli.local.standin import StandIn
from cli.local.synthetic import Account, Organisation
from cli.local.tools import ROOT
from tests.e2e.laptop_aws import Json, Product, deployed
from tests.e2e.test_billing_files import HEADER, line

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_iam import IAMClient

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-organisation")]

CONFIG = Path(__file__).with_name("organisation.yaml")
EXCLUDED, SUSPENDED, WITHOUT_ROLE = "111122223333", "555566667777", "444455556666"
AS_OF = "2026-10-20"
RUN = f"daily-{AS_OF}"


def a_hundred_accounts(organisation: Organisation) -> StandIn:
    more = tuple(
        Account(f"6{number:011d}", f"team-{number}", f"{number}@example.com", date(2024, 1, 1))
        for number in range(97)
    )
    whole = replace(organisation, accounts=(*organisation.accounts, *more))
    return StandIn(whole, without_role={WITHOUT_ROLE})


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    bill = tmp_path_factory.mktemp("bill") / "bill.csv"
    bill.write_text(HEADER + line("1.5", "2026-10-19"))
    with deployed(CONFIG, synthetic=True, estate=a_hundred_accounts) as product:
        assert import_file(product.deployment, bill, bill.name, print).status == "imported"
        yield product


@pytest.fixture(scope="module")
def first(product: Product) -> tuple[Json, list[Json]]:
    """The first run's output and what was told of it."""
    output = product.run_by_schedule(AS_OF)
    return output, product.messages()


@pytest.mark.fault_case(30, 42)
def test_one_without_role_and_one_suspended_leave_ninety_nine_and_a_partial_run(
    product: Product, first: tuple[Json, list[Json]]
) -> None:
    output, _ = first
    run = product.api.get(f"/v1/runs/{RUN}")["run"]
    expected = [name for name in run["expected_steps"] if name.startswith("collect_resources")]

    assert sorted((gap["target"], gap["reason"], gap["step"]) for gap in run["gaps"]) == [
        (f"{WITHOUT_ROLE}/us-east-1", "no-member-role", "collect_resources"),
        (SUSPENDED, "account-suspended", "discover_accounts"),
    ]
    assert (output["status"], output["gaps"]) == ("PARTIAL", 2)
    assert len(expected) == 100


@pytest.mark.fault_case(30)
def test_each_is_told_once_and_not_again_by_the_next_run(
    product: Product, first: tuple[Json, list[Json]]
) -> None:
    _, messages = first

    told = sorted(of_accounts(messages))
    beginning = "[medium] Cost Governor cannot look at account "
    assert all(subject.startswith(beginning) for subject in told)
    assert [subject.split()[-2:] for subject in told] == [
        [f"{WITHOUT_ROLE}:", "no-member-role"],
        [f"{SUSPENDED}:", "account-suspended"],
    ]
    assert product.run_by_schedule("2026-10-21")["status"] == "PARTIAL"
    assert of_accounts(product.messages()) == []


def of_accounts(messages: list[Json]) -> list[str]:
    """The subjects of messages about accounts that cannot be looked at."""
    return [
        message["Subject"]
        for message in messages
        if message["MessageAttributes"].get("kind", {}).get("Value") == "access"
    ]


def test_accounts_are_listed_with_names_and_what_hinders(
    product: Product, first: tuple[Json, list[Json]]
) -> None:
    answer = product.api.get("/v1/accounts", limit="100")
    rest = product.api.get("/v1/accounts", limit="100", page_token=answer["next_page"])
    accounts = {one["id"]: one for one in (*answer["accounts"], *rest["accounts"])}

    assert len(accounts) == 102
    assert accounts[WITHOUT_ROLE]["name"] == "development"
    assert [problem["cause"] for problem in accounts[WITHOUT_ROLE]["problems"]] == [
        "no-member-role"
    ]
    assert accounts[EXCLUDED]["problems"] == []


def test_the_member_template_deploys_as_a_stack_and_leaves_out_what_is_not_given(
    product: Product,
) -> None:
    cloudformation: CloudFormationClient = product.client("cloudformation")
    iam: IAMClient = product.client("iam")
    [pipeline] = cloudformation.describe_stacks(StackName="CostGovernor-Pipeline")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in pipeline["Outputs"]}
    collector = outputs["CollectorRoleArn"]
    cloudformation.create_stack(
        StackName="CostGovernorReader",
        TemplateBody=(ROOT / "docs/member-role.json").read_text(),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[
            {"ParameterKey": "CollectorRoleArn", "ParameterValue": collector},
            {"ParameterKey": "ExternalId", "ParameterValue": "agreed"},
        ],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName="CostGovernorReader")

    role = iam.get_role(RoleName="CostGovernorReader")["Role"]
    document: Any = role["AssumeRolePolicyDocument"]
    [statement] = (json.loads(document) if isinstance(document, str) else document)["Statement"]
    account = collector.split(":")[4]
    assert statement["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": collector},
        "StringEquals": {"aws:PrincipalAccount": account, "sts:ExternalId": "agreed"},
    }
