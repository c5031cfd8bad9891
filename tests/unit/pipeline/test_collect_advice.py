"""AWS's own advice: read, told apart, kept where a service refuses, forgotten when it is gone."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.collectors.inventory.contract import GLOBAL
from costgov.domain.aws_advice import AwsAdvice
from costgov.domain.findings import Action
from costgov.domain.runs import Target
from costgov.errors import AccountNotReady, SourceDenied, SourceError, SourceUnreachable
from costgov.pipeline.advice_records import aws_advice
from costgov.pipeline.collect_advice import CollectAdvice
from costgov.pipeline.findings import Findings

from tests.fakes.listings import Answer, FakeListings, FakeReader
from tests.fakes.stores import InMemoryDocumentStore

TODAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
DEADLINE = NOW + timedelta(minutes=5)
HOME, MEMBER, STRANGER = "111122223333", "222233334444", "999988887777"
HUB = "cost-optimization-hub:ListRecommendations"
INSTANCES = "compute-optimizer:GetEC2InstanceRecommendations"
VOLUMES = "compute-optimizer:GetEBSVolumeRecommendations"
IDLE = "compute-optimizer:GetIdleRecommendations"
ARN = f"arn:aws:ec2:us-east-1:{MEMBER}:instance/i-1"
HUB_ITEM: Answer = {
    "recommendationId": "r-1",
    "accountId": MEMBER,
    "region": "us-east-1",
    "resourceId": "i-1",
    "resourceArn": ARN,
    "currentResourceType": "Ec2Instance",
    "actionType": "Rightsize",
    "currentResourceSummary": "m6i.xlarge",
    "recommendedResourceSummary": "m6i.large",
    "estimatedMonthlySavings": 70.08,
    "currencyCode": "USD",
    "recommendationLookbackPeriodInDays": 14,
}


@dataclass
class ByRegion(FakeListings):
    """What is advised is advised in us-east-1, what is refused everywhere; a region may refuse."""

    refusing: Collection[str] = ()

    def reader(self, target: Target, calls: Collection[str]) -> FakeReader:
        if target.region in self.refusing:
            return FakeReader(dict.fromkeys(calls, SourceUnreachable("no such host")), calls)
        told = target.region in {GLOBAL, "us-east-1"}
        answers = {
            call: answer
            for call, answer in self.answers.items()
            if told or isinstance(answer, SourceError)
        }
        return FakeReader(answers, calls)


@dataclass
class World:
    answers: dict[str, object] = field(default_factory=dict)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    refusing: Collection[str] = ()
    now: datetime = NOW

    def collect(self) -> Findings:
        listings = ByRegion(self.answers, refusing=self.refusing)  # type: ignore[arg-type]
        return CollectAdvice(
            listings, self.results, lambda: self.now, HOME, ["eu-west-1", "us-east-1"]
        ).collect([HOME, MEMBER], TODAY, DEADLINE)

    def stored(self, account: str = MEMBER) -> list[AwsAdvice]:
        return aws_advice(self.results).all(account)


def test_the_hub_s_advice_is_kept_in_our_words() -> None:
    here = World({HUB: {"items": [HUB_ITEM, {**HUB_ITEM, "accountId": STRANGER}]}})

    found = here.collect()

    [advice] = here.stored()
    assert (advice.kind, advice.action) == ("AWS::EC2::Instance", Action.RESIZE)
    assert (advice.saving, advice.text) == (Decimal("70.08"), "m6i.xlarge → m6i.large")
    assert here.stored(STRANGER) == []
    assert (found.expected, found.got, found.gaps) == (2, 2, ())


def test_compute_optimizer_s_best_option_with_its_risk_and_nothing_where_all_is_well() -> None:
    option = {
        "instanceType": "m6i.large",
        "performanceRisk": 1.0,
        "rank": 1,
        "savingsOpportunity": {"estimatedMonthlySavings": {"currency": "USD", "value": 70.08}},
    }
    oversized = {
        "instanceArn": f"arn:aws:ec2:us-east-1:{HOME}:instance/i-2",
        "accountId": HOME,
        "currentInstanceType": "m6i.xlarge",
        "finding": "OVER_PROVISIONED",
        "lookBackPeriodInDays": 14.0,
        "recommendationOptions": [{**option, "instanceType": "t3.large", "rank": 2}, option],
    }
    fine = {**oversized, "finding": "OPTIMIZED"}
    here = World({INSTANCES: {"instanceRecommendations": [oversized, fine]}})

    here.collect()

    [advice] = here.stored(HOME)
    assert advice.text == "m6i.xlarge → m6i.large (overprovisioned)"
    assert (advice.performance_risk, advice.lookback_days) == (1.0, 14)


def test_volumes_and_idle_resources() -> None:
    volume = {
        "volumeArn": f"arn:aws:ec2:us-east-1:{HOME}:volume/vol-1",
        "accountId": HOME,
        "currentConfiguration": {"volumeType": "gp2", "volumeSize": 100},
        "finding": "NotOptimized",
        "volumeRecommendationOptions": [
            {"configuration": {"volumeType": "gp3", "volumeSize": 100, "volumeBaselineIOPS": 3000}}
        ],
    }
    idle = {
        "resourceArn": f"arn:aws:ec2:us-east-1:{HOME}:natgateway/nat-1",
        "resourceType": "NATGateway",
        "accountId": HOME,
        "finding": "Unused",
        "findingDescription": "no traffic for 32 days",
    }
    here = World(
        {VOLUMES: {"volumeRecommendations": [volume]}, IDLE: {"idleRecommendations": [idle]}}
    )

    here.collect()

    told = {one.kind: (one.action, one.text, one.saving) for one in here.stored(HOME)}
    assert told == {
        "AWS::EC2::Volume": (
            Action.RESIZE, "100 GB gp2 → 100 GB gp3, 3000 IOPS (notoptimized)", None,
        ),
        "AWS::EC2::NatGateway": (Action.DELETE, "no traffic for 32 days", None),
    }  # fmt: skip


def test_a_refusal_is_a_gap_and_keeps_what_was_known() -> None:
    here = World({HUB: {"items": [HUB_ITEM]}})
    here.collect()

    here.answers = {HUB: SourceDenied("AccessDenied")}
    found = here.collect()

    [gap] = found.gaps
    assert (gap.target, gap.reason) == ("Cost Optimization Hub", "access-denied")
    assert len(here.stored()) == 1


def test_an_account_that_has_not_opted_in_is_no_gap() -> None:
    found = World({INSTANCES: AccountNotReady("OptInRequiredException")}).collect()
    assert (found.expected, found.gaps) == (1, ())
    assert "Compute Optimizer: the account has not opted in" in found.notes


def test_advice_that_is_gone_is_forgotten_and_the_other_service_s_is_not() -> None:
    idle = {
        "resourceArn": f"arn:aws:ec2:us-east-1:{MEMBER}:volume/vol-9",
        "resourceType": "EBSVolume",
        "accountId": MEMBER,
        "finding": "Unattached",
    }
    here = World({HUB: {"items": [HUB_ITEM]}, IDLE: {"idleRecommendations": [idle]}})
    here.collect()
    assert len(here.stored()) == 2

    here.answers = {HUB: {"items": []}, IDLE: {"idleRecommendations": [idle]}}
    here.collect()

    assert [one.service for one in here.stored()] == ["Compute Optimizer"]


IDLE_VOLUME: Answer = {
    "resourceArn": f"arn:aws:ec2:us-east-1:{MEMBER}:volume/vol-9",
    "resourceType": "EBSVolume",
    "accountId": MEMBER,
    "finding": "Unattached",
}


def test_a_region_that_does_not_answer_costs_the_others_nothing() -> None:
    here = World({IDLE: {"idleRecommendations": [IDLE_VOLUME]}}, refusing=["eu-west-1"])

    found = here.collect()

    [gap] = found.gaps
    assert (gap.target, gap.detail) == ("Compute Optimizer", "eu-west-1: no such host")
    assert [one.region for one in here.stored()] == ["us-east-1"]

    here.refusing = ["us-east-1"]
    assert len(here.collect().gaps) == 1
    assert [one.region for one in here.stored()] == ["us-east-1"]


def test_without_time_nothing_is_asked_or_forgotten() -> None:
    here = World({HUB: {"items": [HUB_ITEM]}, IDLE: {"idleRecommendations": [IDLE_VOLUME]}})
    here.collect()

    here.now = DEADLINE
    found = here.collect()

    assert {one.reason for one in found.gaps} == {"out-of-time"}
    assert (found.expected, found.got, len(here.stored())) == (2, 0, 2)


def test_purchases_of_one_account_are_told_apart() -> None:
    bought = {
        "accountId": MEMBER,
        "region": "us-east-1",
        "currentResourceType": "Ec2ReservedInstances",
        "actionType": "PurchaseReservedInstances",
    }
    families = [{**bought, "recommendedResourceSummary": f"4 {one}.large"} for one in ("m5", "r5")]
    here = World({HUB: {"items": families}})

    here.collect()

    assert sorted(one.text for one in here.stored()) == ["4 m5.large", "4 r5.large"]
