"""Trails, recorders, firewalls, keys, secrets and users of the organisation."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from cli.local.synthetic.estate.model import Answer, Listed, Measured, Told, Truth

SHOP = ("production", "us-east-1")
_EUROPE = ("production", "eu-west-1")
_LAB = ("development", "us-west-2")
_SHOP_ID = "222233334444"
_DAY = 86_400
_EVERYTHING = "AWSManagedRulesCommonRuleSet"
_BOTS = "AWSManagedRulesBotControlRuleSet"


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it is paid for nothing."""
    yield from _trails()
    yield from _recorders()
    yield from _detectors()
    yield from _web_acls()
    yield from _keys(now)
    yield from _secrets(now)
    yield from _user_pools(now)
    yield from _access_keys(now)


def _trails() -> Iterator[Told]:
    """The organisation's trail, one beside it, and one for every object there is."""
    management = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    data = {"ReadWriteType": "All", "IncludeManagementEvents": False, "DataResources": [objects]}
    yield from _trail("organisation", management, owner="111122223333", is_wide=True)
    own = yield from _trail("production-audit", management)
    yield Truth("cloudtrail_trail_duplicate_management", own, None)
    everything = yield from _trail("every-object", data)
    yield Truth("cloudtrail_trail_data_events_all", everything, None)


def _trail(
    name: str, selector: Mapping[str, Any], *, owner: str = _SHOP_ID, is_wide: bool = False
) -> Generator[Told, None, str]:
    arn = f"arn:aws:cloudtrail:us-east-1:{owner}:trail/{name}"
    item = {
        "Name": name,
        "S3BucketName": "trails",
        "IncludeGlobalServiceEvents": is_wide,
        "IsMultiRegionTrail": is_wide,
        "HomeRegion": "us-east-1",
        "TrailARN": arn,
        "IsOrganizationTrail": is_wide,
    }
    yield Listed("cloudtrail", "DescribeTrails", *SHOP, items=[item])
    status = {"IsLogging": True}
    yield Answer("cloudtrail", "GetTrailStatus", *SHOP, where={"Name": arn}, reply=status)
    reply = {"TrailARN": arn, "EventSelectors": [selector]}
    yield Answer("cloudtrail", "GetEventSelectors", *SHOP, where={"TrailName": arn}, reply=reply)
    return arn


def _recorders() -> Iterator[Told]:
    """Two regions record everything, users and roles included."""
    for place in (SHOP, _EUROPE):
        name = f"recorder-{place[1]}"
        item = {
            "name": name,
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
        yield Listed("config", "DescribeConfigurationRecorders", *place, items=[item])
        state = {"name": name, "recording": True}
        yield Listed("config", "DescribeConfigurationRecorderStatus", *place, items=[state])
        yield Truth("config_recorder_continuous_all", name, None)
    yield Truth("config_recorder_global_types_repeated", "recorder-us-east-1", None)


def _detectors() -> Iterator[Told]:
    for place, name, status in (
        (SHOP, "12abc34d567e8fa901bc2d34e56789f0", "ENABLED"),
        (_LAB, "45def67a890b1cd234ef5a67b89012c3", "DISABLED"),
    ):
        yield Listed("guardduty", "ListDetectors", *place, items=[name])
        reply = {
            "CreatedAt": "2024-05-06T07:08:09.000Z",
            "ServiceRole": "arn:aws:iam::222233334444:role/guardduty",
            "Status": status,
        }
        where = {"DetectorId": name}
        yield Answer("guardduty", "GetDetector", *place, where=where, reply=reply)
    yield Truth("guardduty_detector_disabled", "45def67a890b1cd234ef5a67b89012c3", None)


def _web_acls() -> Iterator[Told]:
    """One in use, one that protects nothing, one nobody passes, one that inspects everything."""
    yield from _web_acl("shop", (_EVERYTHING,), protects="shop-alb", a_day=90_000)
    alone = yield from _web_acl("trial", (_EVERYTHING, "AWSManagedRulesSQLiRuleSet"))
    # 5.00 and two rules of 1.00.
    yield Truth("wafv2_web_acl_unassociated", alone, Decimal("7.00"))
    idle = yield from _web_acl("partners", (_EVERYTHING,), protects="partners-api")
    yield Truth("wafv2_web_acl_idle", idle, Decimal("6.00"))
    bots = yield from _web_acl("media", (_BOTS,), protects="media-alb", a_day=500_000)
    yield Truth("wafv2_web_acl_managed_rule_unscoped", bots, None)


def _web_acl(
    name: str, groups: Sequence[str], *, protects: str = "", a_day: int = 0
) -> Generator[Told, None, str]:
    identity = str(uuid5(NAMESPACE_DNS, name))
    arn = f"arn:aws:wafv2:us-east-1:{_SHOP_ID}:regional/webacl/{name}/{identity}"
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}
    summary = {"Name": name, "Id": identity, "ARN": arn}
    where = {"Scope": "REGIONAL"}
    yield Listed("wafv2", "ListWebACLs", *SHOP, items=[summary], where=where)
    rules = [
        {
            "Name": group,
            "Priority": number,
            "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": group}},
            "VisibilityConfig": seen,
        }
        for number, group in enumerate(groups)
    ]
    told = {**summary, "DefaultAction": {"Allow": {}}, "Rules": rules, "VisibilityConfig": seen}
    where = {"Name": name, "Scope": "REGIONAL", "Id": identity}
    yield Answer("wafv2", "GetWebACL", *SHOP, where=where, reply={"WebACL": told})
    arns = [f"arn:aws:elasticloadbalancing:us-east-1:{_SHOP_ID}:{protects}"] if protects else []
    where = {"WebACLArn": arn, "ResourceType": "APPLICATION_LOAD_BALANCER"}
    reply = {"ResourceArns": arns}
    yield Answer("wafv2", "ListResourcesForWebACL", *SHOP, where=where, reply=reply)
    if a_day:
        at = {"WebACL": name, "Rule": "ALL", "Region": "us-east-1"}
        yield Measured("AWS/WAFV2", "AllowedRequests", at, *SHOP, level=a_day, every=_DAY)
    return arn


def _keys(now: datetime) -> Iterator[Told]:
    for number, days, state in ((1, 1, "Enabled"), (2, 400, "Enabled"), (3, 700, "Disabled")):
        name = f"1234abcd-0000-4000-8000-00000000000{number}"
        arn = f"arn:aws:kms:us-east-1:{_SHOP_ID}:key/{name}"
        yield Listed("kms", "ListKeys", *SHOP, items=[{"KeyId": name, "KeyArn": arn}])
        metadata = {
            "AWSAccountId": _SHOP_ID,
            "KeyId": name,
            "Arn": arn,
            "CreationDate": now - timedelta(days=900),
            "Enabled": state == "Enabled",
            "KeyState": state,
            "KeyManager": "CUSTOMER",
        }
        yield Listed("kms", "DescribeKey", *SHOP, items=[metadata])
        reply = {
            "KeyId": arn,
            "KeyLastUsage": {"Operation": "Decrypt", "Timestamp": now - timedelta(days=days)},
            "TrackingStartDate": now - timedelta(days=800),
        }
        yield Answer("kms", "GetKeyLastUsage", *SHOP, where={"KeyId": name}, reply=reply)
    yield Truth("kms_key_unused", "1234abcd-0000-4000-8000-000000000002", Decimal("1.00"))
    yield Truth("kms_key_disabled", "1234abcd-0000-4000-8000-000000000003", Decimal("1.00"))


def _secrets(now: datetime) -> Iterator[Told]:
    for name, days in (("checkout/db", 1), ("legacy/ftp", 300)):
        arn = f"arn:aws:secretsmanager:us-east-1:{_SHOP_ID}:secret:{name}-a1B2c3"
        item = {
            "ARN": arn,
            "Name": name,
            "CreatedDate": now - timedelta(days=900),
            "LastAccessedDate": now - timedelta(days=days),
            "Tags": [{"Key": "Team", "Value": "checkout"}],
        }
        yield Listed("secretsmanager", "ListSecrets", *SHOP, items=[item])
        if days > 90:
            yield Truth("secretsmanager_secret_unused", arn, Decimal("0.40"))


def _user_pools(now: datetime) -> Iterator[Told]:
    for name, users in (("us-east-1_Shop00001", 90_000), ("us-east-1_Trial0001", 0)):
        item = {"Id": name, "Name": name, "CreationDate": now - timedelta(days=300)}
        yield Listed("cognito-idp", "ListUserPools", *SHOP, items=[item])
        pool = {"UserPool": {**item, "EstimatedNumberOfUsers": users}}
        where = {"UserPoolId": name}
        yield Answer("cognito-idp", "DescribeUserPool", *SHOP, where=where, reply=pool)
    yield Truth("cognito_user_pool_empty", "us-east-1_Trial0001", None)


def _access_keys(now: datetime) -> Iterator[Told]:
    """A key that builds every day, and one of somebody who left."""
    made = now - timedelta(days=600)
    for user, key, days in (("ci", "AKIDEXAMPLE00000001", 0), ("bob", "AKIDEXAMPLE00000002", 400)):
        arn = f"arn:aws:iam::{_SHOP_ID}:user/{user}"
        person = {
            "Path": "/",
            "UserName": user,
            "UserId": f"AIDEXAMPLE{user:0>9}",
            "Arn": arn,
            "CreateDate": made,
        }
        yield Listed("iam", "ListUsers", "production", "", items=[person])
        item = {"UserName": user, "AccessKeyId": key, "Status": "Active", "CreateDate": made}
        where = {"UserName": user}
        yield Listed("iam", "ListAccessKeys", "production", "", items=[item], where=where)
        used = {
            "LastUsedDate": now - timedelta(days=days),
            "ServiceName": "s3",
            "Region": "us-east-1",
        }
        yield Answer(
            "iam",
            "GetAccessKeyLastUsed",
            "production",
            "",
            where={"AccessKeyId": key},
            reply={"UserName": user, "AccessKeyLastUsed": used},
        )
    yield Truth("iam_access_key_unused", "AKIDEXAMPLE00000002", None)
