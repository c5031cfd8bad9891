"""Lambda: functions with their versions, and what concurrency is provisioned."""

from costgov.collectors.inventory.aws_lambda import SOURCE
from costgov.collectors.registry import member_statements

from tests.fakes.listings import Answer, Answers, listed

ARN = "arn:aws:lambda:us-east-1:222233334444:function:pay"


def version(name: str, number: str, size: int = 5_000_000) -> Answer:
    return {
        "FunctionName": name,
        "FunctionArn": f"arn:aws:lambda:us-east-1:222233334444:function:{name}:{number}",
        "Version": number,
        "CodeSize": size,
        "MemorySize": 512,
        "Architectures": ["arm64"],
        "Timeout": 10,
        "LastModified": "2026-01-02T03:04:05.000+0000",
    }


def config(asked: object) -> Answer:
    assert asked == {"FunctionName": "pay"}  # nothing is published of the other
    return {
        "ProvisionedConcurrencyConfigs": [
            {
                "FunctionArn": f"{ARN}:live",
                "AllocatedProvisionedConcurrentExecutions": 4,
                "Status": "READY",
                "LastModified": "2026-02-03T04:05:06+0000",
            }
        ]
    }


ANSWERS: Answers = {
    "resourcegroupstaggingapi:GetResources": {
        "ResourceTagMappingList": [
            {"ResourceARN": ARN, "Tags": [{"Key": "Team", "Value": "checkout"}]}
        ]
    },
    "lambda:GetAccountSettings": {
        "AccountLimit": {"TotalCodeSize": 80_530_636_800},
        "AccountUsage": {"TotalCodeSize": 1_000_000_000},
    },
    "lambda:ListFunctions": [
        {"Functions": [version("pay", "$LATEST"), version("pay", "1", 2_000_000)]},
        {"Functions": [version("pay", "2", 3_000_000), version("mail", "$LATEST")]},
    ],
    "lambda:ListProvisionedConcurrencyConfigs": config,
}


def test_functions_versions_and_what_is_provisioned() -> None:
    pay, live, mail = listed(SOURCE, ANSWERS)

    assert (pay.kind, pay.id, pay.arn) == ("AWS::Lambda::Function", "pay", ARN)
    assert pay.tags == {"Team": "checkout"}
    assert pay.attributes["PublishedVersions"] == 2
    assert pay.attributes["PublishedCodeSize"] == 5_000_000
    assert pay.attributes["RegionCodeLimit"] == 80_530_636_800
    assert (live.kind, live.id, live.arn) == ("AWS::Lambda::Alias", "pay:live", f"{ARN}:live")
    assert live.attributes["MemorySize"] == 512
    assert mail.attributes["PublishedVersions"] == 0
    assert mail.tags == {}


def test_insights_are_asked_for_where_their_layer_is() -> None:
    layer = {"Arn": "arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension-Arm64:20"}
    functions = [version("mail", "$LATEST"), dict(version("pay", "$LATEST"), Layers=[layer])]
    mail, pay = listed(SOURCE, {**ANSWERS, "lambda:ListFunctions": {"Functions": functions}})

    specs = [spec for spec in SOURCE.metrics if spec.namespace == "LambdaInsights"]

    assert {spec.digest_name for spec in specs} == {"used_memory_max", "CpuTimeSum"}
    assert [spec.dimensions(pay) for spec in specs] == [{"function_name": "pay"}] * 2
    assert [spec.dimensions(mail) for spec in specs] == [None, None]


def test_a_version_is_told_from_an_alias() -> None:
    numbered = {"ProvisionedConcurrencyConfigs": [{"FunctionArn": f"{ARN}:2", "Status": "READY"}]}
    answers: Answers = {**ANSWERS, "lambda:ListProvisionedConcurrencyConfigs": numbered}

    assert [one.kind for one in listed(SOURCE, answers)][1] == "AWS::Lambda::Version"


def test_code_storage_that_is_not_told_is_not_zero() -> None:
    pay, *_ = listed(SOURCE, {**ANSWERS, "lambda:GetAccountSettings": {}})

    assert "RegionCodeSize" not in pay.attributes


def test_metrics_by_function_and_by_qualifier() -> None:
    pay, live, _ = listed(SOURCE, ANSWERS)
    asked = {spec.digest_name: spec for spec in SOURCE.metrics}

    assert asked["Invocations"].dimensions(pay) == {"FunctionName": "pay"}
    assert asked["DurationSum"].reading == "count"
    assert asked["Duration"].reading == "gauge"
    of_live = asked["ProvisionedConcurrencyUtilization"].dimensions(live)
    assert of_live == {"FunctionName": "pay", "Resource": "pay:live"}


def test_reading_alone_is_asked_for_in_members() -> None:
    [statement] = SOURCE.spec.iam_actions
    assert statement in member_statements()
    assert "tag:GetResources" in statement.actions
