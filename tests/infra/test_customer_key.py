"""The opt-in to a key of one's own, and that nobody else gets one."""

import json

import pytest

from tests.infra.templates import Json, Templates, text

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]

KEY = "AWS::KMS::Key"


def test_there_is_no_key_unless_it_is_chosen(production: Templates) -> None:
    assert production.resources(KEY) == {}


def test_the_key_rotates_and_outlives_the_stack(with_own_key: Templates) -> None:
    [key] = with_own_key.resources(KEY).values()

    assert key["Properties"]["EnableKeyRotation"] is True
    assert key["DeletionPolicy"] == "Retain"


def _key_of_table(table: Json) -> object:
    return table["SSESpecification"]["KMSMasterKeyId"]


def _key_of_bucket(bucket: Json) -> object:
    [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["BucketKeyEnabled"] is True
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    return rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]


def _key_of_answers(workgroup: Json) -> object:
    results = workgroup["WorkGroupConfiguration"]["ResultConfiguration"]
    assert results["EncryptionConfiguration"]["EncryptionOption"] == "SSE_KMS"
    return results["EncryptionConfiguration"]["KmsKey"]


@pytest.mark.parametrize(
    ("kind", "key_of"),
    [
        ("AWS::DynamoDB::Table", _key_of_table),
        ("AWS::S3::Bucket", _key_of_bucket),
        ("AWS::Athena::WorkGroup", _key_of_answers),
        ("AWS::SQS::Queue", lambda queue: queue["KmsMasterKeyId"]),
        ("AWS::SNS::Topic", lambda topic: topic["KmsMasterKeyId"]),
        ("AWS::Logs::LogGroup", lambda group: group["KmsKeyId"]),
    ],
)
def test_everything_that_holds_data_is_encrypted_with_it(
    with_own_key: Templates, kind: str, key_of: object
) -> None:
    found = with_own_key.properties(kind)

    assert found
    for properties in found.values():
        assert "Key" in text(key_of(properties))  # type: ignore[operator]
        assert "SqsManagedSseEnabled" not in properties


def test_every_function_and_the_scheduler_may_use_it(with_own_key: Templates) -> None:
    using = {
        statement.role
        for statement in with_own_key.statements()
        if "kms:Decrypt" in statement.actions
    }

    stems = {role.rpartition("Role")[0] for role in using}
    names = with_own_key.functions()
    assert {"".join(word.capitalize() for word in name.split("_")) for name in names} <= stems
    assert any("Scheduler" in role for role in using)
    for statement in with_own_key.statements():
        if "kms:Decrypt" in statement.actions:
            assert all("*" not in name for name in (*statement.actions, *statement.resources))


def test_services_that_say_for_whom_may_use_it_for_this_account_only(
    with_own_key: Templates,
) -> None:
    [key] = with_own_key.properties(KEY).values()
    services = {
        text(statement["Principal"]["Service"]): statement.get("Condition")
        for statement in key["KeyPolicy"]["Statement"]
        if "Service" in statement["Principal"]
    }

    assert len(services) == 6
    # Its requests to encrypted targets carry no source: with a condition no event would arrive.
    assert services.pop("events.amazonaws.com") is None
    for condition in services.values():
        assert "AccountId" in json.dumps(condition)


def test_cdk_nag_finds_nothing_unacknowledged(with_own_key: Templates) -> None:
    report = json.loads((with_own_key.folder / "validation-report.json").read_text())

    assert report["pluginReports"] == []
