"""Before anything is deployed: what an account lacks, each with what to do about it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from costgov.configuration import Configuration
from moto import mock_aws

from cli.doctor import account
from cli.doctor.command import dumped
from cli.doctor.examination import Finding, Named, Patient, Verdict, examine

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def patient(*, may_pay: bool = True, **deployment: Any) -> Patient:
    configuration = Configuration.model_validate({"deployment": deployment})
    return Patient(boto3.Session(region_name="us-east-1"), configuration, None, NOW, may_pay)


def stubbed(who: Patient, service: str) -> Stubber:
    stub = Stubber(who.client(service))
    stub.activate()
    return stub


def only(findings: Any) -> Finding:
    (found,) = findings
    assert isinstance(found, Finding)
    return found


def test_a_region_that_differs_from_the_file_names_the_variable_to_set() -> None:
    found = only(account.region(patient(region="eu-central-1")))

    assert found.verdict is Verdict.MISSING
    assert found.fix == "export AWS_REGION=eu-central-1"
    assert only(account.region(patient(region="us-east-1"))).verdict is Verdict.OK


def test_an_account_without_cdk_is_told_to_bootstrap() -> None:
    who = patient()
    stub = stubbed(who, "cloudformation")
    absent = "Stack with id CDKToolkit does not exist"
    stub.add_client_error("describe_stacks", "ValidationError", absent)
    stack = {"StackName": "CDKToolkit", "CreationTime": NOW, "StackStatus": "CREATE_COMPLETE"}
    stub.add_response("describe_stacks", {"Stacks": [stack]})

    assert only(account.bootstrap(who)).fix == "make bootstrap"
    assert only(account.bootstrap(who)).verdict is Verdict.OK


def test_cost_explorer_that_is_off_can_only_be_enabled_by_hand() -> None:
    who = patient()
    stub = stubbed(who, "ce")
    stub.add_client_error(
        "list_cost_allocation_tags",
        "AccessDeniedException",
        "User not enabled for cost explorer access",
    )

    found = only(account.cost_explorer(who))
    assert found.verdict is Verdict.MISSING
    assert "there is no API" in found.fix


def test_each_configured_tag_is_told_apart() -> None:
    who = patient(tags=["Team", "Environment", "Project"])
    stub = stubbed(who, "ce")
    stub.add_response("list_cost_allocation_tags", {"CostAllocationTags": []})
    stub.add_response(
        "list_cost_allocation_tags",
        {
            "CostAllocationTags": [
                {"TagKey": "Team", "Type": "UserDefined", "Status": "Active"},
                {"TagKey": "Environment", "Type": "UserDefined", "Status": "Inactive"},
            ]
        },
    )

    answers, team, environment, project = account.cost_explorer(who)

    assert answers.verdict is team.verdict is Verdict.OK
    assert "TagKey=Environment,Status=Active" in environment.fix
    assert project.said == "tag Project is on no resource that cost anything"


def test_nothing_is_paid_for_when_asked_not_to() -> None:
    assert only(account.cost_explorer(patient(may_pay=False))).verdict is Verdict.UNKNOWN
    free = patient(may_pay=False, cost_source="billing_files")
    assert only(account.cost_explorer(free)).verdict is Verdict.OK


@pytest.mark.parametrize(("limit", "verdict"), [(10, Verdict.ADVISED), (1000, Verdict.OK)])
def test_a_new_account_s_quota_is_told(limit: int, verdict: Verdict) -> None:
    who = patient()
    stubbed(who, "lambda").add_response(
        "get_account_settings", {"AccountLimit": {"ConcurrentExecutions": limit}}
    )

    assert only(account.quotas(who)).verdict is verdict


def test_discovery_needs_an_organisation() -> None:
    who = patient(organization={"discover": True})
    found = only(account.organization(who))
    assert found.verdict is Verdict.MISSING

    boto3.client("organizations", region_name="us-east-1").create_organization(FeatureSet="ALL")
    assert only(account.organization(who)).verdict is Verdict.OK


def test_what_may_not_be_looked_at_is_unknown_and_the_others_go_on() -> None:
    def forbidden(_who: Patient) -> list[Finding]:
        refusal = {"Code": "AccessDeniedException", "Message": "no"}
        raise ClientError({"Error": refusal}, "GetAccountSettings")  # type: ignore[typeddict-item]

    results = list(
        examine(
            patient(region="us-east-1"),
            [Named("quotas", forbidden), Named("region", account.region)],
        )
    )

    assert [one.finding.verdict for one in results] == [Verdict.UNKNOWN, Verdict.OK]
    assert "GetAccountSettings" in results[0].finding.said
    assert dumped(results)[1] == {
        "about": "region",
        "verdict": "ok",
        "said": "us-east-1",
        "fix": "",
    }
