"""account_tags_missing: a tag that most resources bear is missing from too many."""

from collections.abc import Iterator

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "account_tags_missing"
ACCOUNT = resource("AWS::::Account", "222233334444")
TEAM = {"Team": "checkout", "aws:createdBy": "somebody", "Name": "x"}
PRICES = {"ec2.instance/m6i.large/Linux": "0.1", "ebs.storage/gp3": "0.08"}


def queues(tagged: int, untagged: int) -> Iterator[Resource]:
    for n in range(tagged):
        yield resource("AWS::SQS::Queue", f"t{n}", tags=TEAM)
    for n in range(untagged):
        yield resource("AWS::SQS::Queue", f"u{n}", tags={"Name": "y"})


def test_none_without_an_account() -> None:
    assert verdicts(CHECK, queues(9, 9)) == {}


def test_pass_at_a_tenth() -> None:
    assert verdicts(CHECK, [ACCOUNT, *queues(9, 1)]) == {"222233334444": PASSED}


def test_pass_where_no_key_is_usual() -> None:
    assert verdicts(CHECK, [ACCOUNT, *queues(4, 6)]) == {"222233334444": PASSED}


def test_pass_with_kinds_whose_tags_are_not_read() -> None:
    rules = [resource("AWS::Events::Rule", f"r{n}") for n in range(50)]
    assert verdicts(CHECK, [ACCOUNT, *queues(10, 0), *rules]) == {"222233334444": PASSED}


def test_fail_naming_keys_kinds_and_what_is_known_of_the_money() -> None:
    instance = resource(
        "AWS::EC2::Instance",
        "i-1",
        state="running",
        size="m6i.large",
        tags={"Name": "web"},
        PlatformDetails="Linux/UNIX",
    )
    volume = resource(
        "AWS::EC2::Volume",
        "vol-1",
        tags={"Name": "web"},
        VolumeType="gp3",
        Size=100,
        Iops=3000,
        Throughput=125,
    )
    unpriced = volume.model_copy(update={"id": "vol-2", "attributes": {}})
    found = verdicts(CHECK, [ACCOUNT, *queues(12, 0), instance, volume, unpriced], prices=PRICES)
    finding = failed(found["222233334444"])
    assert finding.why.startswith("3 of 15 resources lack Team;")
    assert "at least 81 USD a month" in finding.why
    assert finding.facts == {"AWS::EC2::Volume": "2", "AWS::EC2::Instance": "1"}


def test_unknown_with_too_few_resources() -> None:
    found = unknown(verdicts(CHECK, [ACCOUNT, *queues(8, 1)])["222233334444"])
    assert found.startswith("9 resources say nothing")
