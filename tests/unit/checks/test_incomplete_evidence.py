"""What was not listed, or not lately, is no evidence that it does not exist."""

from datetime import timedelta
from typing import Any

from costgov.checks.registry import registry
from costgov.checks.run import Evidence, judge
from costgov.domain.estate import Estate
from costgov.domain.findings import Failed, Unknown, Verdict
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook
from costgov.domain.resources import Resource

from tests.unit.checks.judging import REGION, TODAY, count, failed, resource, unknown, verdicts

SNAPSHOT = "AWS::EC2::Snapshot"


def _orphan(region: str = REGION) -> Resource:
    return resource(
        SNAPSHOT,
        "snap-1",
        region=region,
        VolumeId="vol-1",
        StorageTier="standard",
        FullSnapshotSizeInBytes=10 * 2**30,
    )


def _judged(one: Resource, unlisted: dict[str, dict[str, str]]) -> Verdict:
    check = next(each for each in registry() if each.meta.id == "ebs_snapshot_orphaned")
    evidence = Evidence(
        as_of=TODAY,
        estate=Estate([one]),
        prices=PriceBook.of([]),
        catalogue=InstanceCatalogue({}),
        settings={},
        unlisted=unlisted,
    )
    [judged] = judge(evidence, [check])
    return judged.verdict


def test_a_snapshot_is_no_orphan_while_images_could_not_be_listed() -> None:
    refused = {REGION: {"ec2:DescribeImages": "images could not be listed: access-denied"}}
    assert _judged(_orphan(), refused) == Unknown("images could not be listed: access-denied")
    assert isinstance(_judged(_orphan("eu-west-1"), refused), Failed)


def test_what_belongs_to_no_region_counts_in_each() -> None:
    refused = {"global": {"ec2:DescribeImages": "no"}}
    assert _judged(_orphan(), refused) == Unknown("no")
    assert _judged(_orphan("global"), {"eu-west-1": {"ec2:DescribeImages": "no"}}) == Unknown("no")


def test_what_was_not_listed_for_over_two_weeks_is_not_judged() -> None:
    stale = _orphan().model_copy(update={"as_of": TODAY - timedelta(15)})
    assert _judged(stale, {}) == Unknown("it was last listed on 2026-10-05")
    assert isinstance(
        _judged(_orphan().model_copy(update={"as_of": TODAY - timedelta(14)}), {}), Failed
    )


def test_metrics_read_long_ago_say_nothing_of_today() -> None:
    read = count("IncomingRecords", "0")
    stream: dict[str, Any] = {"OpenShardCount": 1, "StreamMode": "PROVISIONED"}
    prices = {"kinesis/Storage-ShardHour": "0.015", "kinesis/PutRequestPayloadUnits": "0.00001"}
    for days, known in ((14, True), (15, False)):
        ended = TODAY - timedelta(days)
        old = read.model_copy(update={"start": ended - timedelta(14), "end": ended})
        sent = old.model_copy(update={"metric": "IncomingBytes"})
        one = resource("AWS::Kinesis::Stream", digests=[old, sent], **stream)
        verdict = verdicts("kinesis_stream_idle", [one], prices=prices)[one.id]
        if known:
            failed(verdict)
        else:
            assert unknown(verdict) == "IncomingRecords was last read up to 2026-10-05"
