"""Tables and buckets survive their stack, and say no to plain text and to the public."""

import pytest

from cli.estimate.result import EXPORT_DAYS, STANDARD_DAYS
from tests.infra.templates import HOME_ACCOUNT, Json, Templates, text

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]

TABLE, BUCKET = "AWS::DynamoDB::Table", "AWS::S3::Bucket"


def by_name(found: dict[str, Json], name: str) -> Json:
    [match] = [value for key, value in found.items() if key.startswith(name)]
    return match


def test_stores_are_kept_on_aws_and_go_with_the_stack_on_a_laptop(
    production: Templates, on_laptop: Templates
) -> None:
    for kind, on_aws, here in ((TABLE, 3, 3), (BUCKET, 4, 3)):
        kept = [resource["DeletionPolicy"] for resource in production.resources(kind).values()]
        gone = [resource["DeletionPolicy"] for resource in on_laptop.resources(kind).values()]
        assert kept == ["Retain"] * on_aws
        assert gone == ["Delete"] * here


def test_tables_are_on_demand_recoverable_and_protected(production: Templates) -> None:
    for table in production.properties(TABLE).values():
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["DeletionProtectionEnabled"] is True
        assert "SSESpecification" not in table  # DynamoDB's own key: encrypted, at no price
        assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]


def test_only_what_expires_is_forgotten_and_never_costs(production: Templates) -> None:
    expiring = {
        name: table["TimeToLiveSpecification"]["AttributeName"]
        for name, table in production.properties(TABLE).items()
        if "TimeToLiveSpecification" in table
    }

    assert {name.removesuffix(name[-8:]) for name in expiring} == {"Control", "Results"}
    assert set(expiring.values()) == {"expires_at"}


def test_buckets_are_private_encrypted_and_versioned(production: Templates) -> None:
    for name, bucket in production.properties(BUCKET).items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
        # Athena's answers are read once and expire.
        versioned = bucket.get("VersioningConfiguration", {}).get("Status") == "Enabled"
        assert versioned is ("Answers" not in name)


def test_every_bucket_queue_and_topic_refuses_plain_text(production: Templates) -> None:
    guarded = {
        "AWS::S3::Bucket": "AWS::S3::BucketPolicy",
        "AWS::SQS::Queue": "AWS::SQS::QueuePolicy",
        "AWS::SNS::Topic": "AWS::SNS::TopicPolicy",
    }
    for kind, policy_kind in guarded.items():
        policies = production.properties(policy_kind).values()
        refusing = [
            policy
            for policy in policies
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Deny"
            and statement.get("Condition", {}).get("Bool") == {"aws:SecureTransport": "false"}
        ]
        assert len(refusing) == len(production.resources(kind)) > 0


def test_entries_of_the_audit_trail_are_written_once(production: Templates) -> None:
    policy = by_name(production.properties("AWS::S3::BucketPolicy"), "Evidence")
    [denied] = [
        s
        for s in policy["PolicyDocument"]["Statement"]
        if s.get("Sid") == "AuditEntriesAreWrittenOnce"
    ]
    assert (denied["Effect"], denied["Principal"]) == ("Deny", {"AWS": "*"})
    assert denied["Action"] == "s3:PutObject"
    assert denied["Condition"] == {"Null": {"s3:if-none-match": "true"}}
    assert text(denied["Resource"]).endswith("/audit/*")


def test_nobody_deletes_evidence(production: Templates) -> None:
    policy = by_name(production.properties("AWS::S3::BucketPolicy"), "Evidence")

    [refusal] = [
        s for s in policy["PolicyDocument"]["Statement"] if s.get("Sid") == "EvidenceIsKept"
    ]
    assert refusal["Effect"] == "Deny"
    assert refusal["Principal"] == {"AWS": "*"}
    assert set(refusal["Action"]) == {"s3:DeleteObject", "s3:DeleteObjectVersion"}


def test_billing_files_are_announced_without_a_custom_resource(production: Templates) -> None:
    bucket = by_name(production.properties(BUCKET), "Exports")

    assert bucket["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }
    assert not {kind for kind in production.kinds() if kind.startswith("Custom::")}
    assert "AWS::CloudFormation::CustomResource" not in production.kinds()


def test_logs_end_when_the_configuration_says(production: Templates) -> None:
    groups = production.properties("AWS::Logs::LogGroup")

    assert {group["RetentionInDays"] for group in groups.values()} == {30}
    assert len(groups) == len(production.functions()) + 3  # the state machine's and the APIs'


def test_evidence_is_archived_and_replaced_exports_are_forgotten(production: Templates) -> None:
    buckets = production.properties(BUCKET)
    [evidence] = by_name(buckets, "Evidence")["LifecycleConfiguration"]["Rules"]
    [exports] = by_name(buckets, "Exports")["LifecycleConfiguration"]["Rules"]

    assert evidence["Transitions"] == [
        {"StorageClass": "GLACIER_IR", "TransitionInDays": STANDARD_DAYS}
    ]
    assert "NoncurrentVersionExpiration" not in evidence
    assert exports["NoncurrentVersionExpiration"] == {"NoncurrentDays": EXPORT_DAYS}


def test_aws_may_write_this_account_s_exports(production: Templates) -> None:
    policy = by_name(production.properties("AWS::S3::BucketPolicy"), "Exports")
    [allowed] = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]

    assert allowed["Principal"]["Service"] == [
        "bcm-data-exports.amazonaws.com",
        "billingreports.amazonaws.com",
    ]
    assert set(allowed["Action"]) == {"s3:PutObject", "s3:GetBucketPolicy"}
    assert allowed["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    sources = [text(arn) for arn in allowed["Condition"]["ArnLike"]["aws:SourceArn"]]
    assert all(f":*:{HOME_ACCOUNT}:" in arn for arn in sources)
