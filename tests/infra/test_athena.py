"""Athena: bounded, encrypted, its answers forgotten, and there only where it is wanted."""

import pytest

from infra import permissions as may
from infra.constructs.athena import DATABASE, WORKGROUP
from tests.infra.templates import Templates

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]

KINDS = ("AWS::Athena::WorkGroup", "AWS::Glue::Database")


def test_a_query_is_cancelled_past_the_configured_bytes(production: Templates) -> None:
    [group] = production.properties("AWS::Athena::WorkGroup").values()
    configuration = group["WorkGroupConfiguration"]

    assert group["Name"] == WORKGROUP
    assert configuration["BytesScannedCutoffPerQuery"] == 500 << 30
    assert configuration["EnforceWorkGroupConfiguration"] is True
    encryption = configuration["ResultConfiguration"]["EncryptionConfiguration"]
    assert encryption == {"EncryptionOption": "SSE_S3"}


def test_answers_are_forgotten_after_days(production: Templates) -> None:
    [bucket] = [
        bucket
        for name, bucket in production.properties("AWS::S3::Bucket").items()
        if "Answers" in name
    ]
    [rule] = bucket["LifecycleConfiguration"]["Rules"]

    assert rule["ExpirationInDays"] == 3


def test_only_the_import_may_ask(production: Templates) -> None:
    asking = {
        (statement.role, resource.rpartition(":")[2])
        for statement in production.statements()
        for resource in statement.resources
        if not {*may.QUERY_BILLS, *may.TABLE_BILLS}.isdisjoint(statement.actions)
    }

    assert asking == {
        ("ImportBillingRole", f"workgroup/{WORKGROUP}"),
        ("ImportBillingRole", "catalog"),
        ("ImportBillingRole", f"database/{DATABASE}"),
        ("ImportBillingRole", f"table/{DATABASE}/*"),
    }


def test_the_import_knows_where_to_ask(production: Templates) -> None:
    environment = production.functions()["import_billing"]["Environment"]["Variables"]

    assert environment["COSTGOV_ATHENA_FROM_MB"] == "2048"
    assert environment["COSTGOV_ATHENA_WORKGROUP"] == WORKGROUP
    assert environment["COSTGOV_ATHENA_DATABASE"] == DATABASE


def test_there_is_none_on_a_laptop(on_laptop: Templates) -> None:
    assert not on_laptop.kinds() & set(KINDS)
    environment = on_laptop.functions()["import_billing"]["Environment"]["Variables"]
    assert environment["COSTGOV_ATHENA_FROM_MB"] == "0"
