"""Days of an organisation: what is found, what becomes of it, and what nobody could see."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.checks import ebs_volume_unattached as unattached
from costgov.checks.contract import Check
from costgov.domain.backlog.coverage import AccountAdvice
from costgov.domain.backlog.policy import AdvicePolicy, CheckPolicy
from costgov.domain.backlog.standing import Stance
from costgov.domain.commitments import CommitmentDay, CommitmentReading
from costgov.domain.costs import ChargeCategory, Scope
from costgov.domain.findings import Action, Failed, Line
from costgov.domain.runs import Gap
from costgov.pipeline import backlog_records, records
from costgov.pipeline.collect_commitments import commitment_readings

from tests.unit.backlog.estate import HOME, PAYER, UNATTACHED, Organisation, volume
from tests.unit.backlog.made import ACCOUNT, decided
from tests.unit.queries.known import days_of

MONDAY = date(2026, 10, 19)
ELSEWHERE = "333344445555"


def later(days: int) -> date:
    return MONDAY + timedelta(days=days)


@pytest.fixture
def company() -> Organisation:
    company = Organisation()
    company.hold(volume(tags={"team": "checkout"}), volume("vol-2", attached=True))
    return company


def test_a_finding_is_priced_owned_and_counted(company: Organisation) -> None:
    record = company.day(MONDAY)

    assert (record.expected, record.got, record.gaps) == (1, 1, ())
    [one] = company.recommendations.values()
    assert (one.finding.check, one.owner, one.source) == (UNATTACHED, "checkout", "checks")
    assert (one.saving, one.finding.monthly_cost) == (Decimal("40.00"), Decimal("40.00"))
    assert one.life.first_seen == MONDAY
    assert "snapshot" in one.before_doing[0]
    assert one.finding.confidence == 0.85
    assert "priced by list price" in one.finding.confidence_why
    [count] = company.advice().checks
    assert (count.looked_at, count.passed, count.failed, count.unknown) == (2, 1, 1, 0)


def test_running_twice_changes_nothing(company: Organisation) -> None:
    company.day(MONDAY)
    before = dict(company.stores.results.items)
    company.day(MONDAY)
    assert company.stores.results.items == before


def test_what_is_gone_is_done_and_what_comes_back_is_open_again(company: Organisation) -> None:
    company.day(MONDAY)
    company.hold(volume("vol-2", attached=True))
    company.day(later(1))
    assert company.stands("vol-1", later(1)).state is Stance.DONE
    summary = backlog_records.backlog_summaries(company.stores.results).get("all")
    assert summary.totals == ()

    company.hold(volume())
    company.day(later(2))
    assert company.stands("vol-1", later(2)).state is Stance.REOPENED
    assert company.recommendations["vol-1"].life.first_seen == MONDAY


@pytest.mark.fault_case(22, 30)
def test_what_nobody_could_look_at_is_not_called_done(company: Organisation) -> None:
    company.day(MONDAY)
    company.hold(volume(Attachments=None))
    company.day(later(1))

    one = company.recommendations["vol-1"]
    assert one.life.unseen == "Attachments was not told"
    assert (one.life.gone_on, one.life.last_seen) == (None, MONDAY)
    assert company.stands("vol-1", later(1)).state is Stance.OPEN
    [group] = company.advice().no_advice
    assert (group.check, group.count) == (UNATTACHED, 1)
    assert group.examples[0].id == "vol-1"


@pytest.mark.fault_case(30)
def test_an_account_that_is_not_looked_at_keeps_what_was_found(company: Organisation) -> None:
    company.accounts = (ACCOUNT, ELSEWHERE)
    company.hold(volume(), volume("vol-9", account=ELSEWHERE))
    company.day(MONDAY)
    company.accounts = (ACCOUNT,)
    company.day(later(1))

    one = company.recommendations["vol-9"]
    assert one.life.unseen == f"account {ELSEWHERE} was not looked at on {later(1)}"
    assert [one.account_id for one in _advice(company) if one.places] == [ACCOUNT]
    company.day(later(30))
    assert "vol-9" in company.recommendations
    company.day(later(31))
    assert "vol-9" not in company.recommendations


@pytest.mark.fault_case(30)
def test_one_refused_account_leaves_the_others_complete(company: Organisation) -> None:
    company.accounts = tuple(f"{number:012d}" for number in range(1, 101))
    company.hold(*(volume(f"vol-{one}", account=one) for one in company.accounts[1:]))
    broken = f"{company.accounts[0]}/us-east-1"
    refused = Gap(
        step="collect_resources",
        target=broken,
        reason="access-denied",
        detail="ec2:DescribeVolumes is denied",
        retry_after=later(1),
    )

    record = company.day(MONDAY, [refused])

    assert (record.expected, record.got) == (100, 100)
    assert len(company.recommendations) == 99
    [place, _] = company.advice(company.accounts[0]).places
    assert [one.reason for one in place.not_seen] == ["access-denied"]
    others = [one for one in _advice(company) if one.account_id != company.accounts[0]]
    assert not any(place.not_seen for one in others for place in one.places)


def test_a_dismissed_one_counts_no_more_until_its_day(company: Organisation) -> None:
    company.day(MONDAY)
    one = company.recommendations["vol-1"]
    decision = decided(one.id, "dismissed", MONDAY, until=later(3), saved="40.00")
    backlog_records.decisions(company.stores.control).put(decision, one.id)

    company.day(later(1))
    assert company.recommendations["vol-1"].saving is None
    assert company.stands("vol-1", later(1)).state is Stance.DISMISSED
    company.day(later(3))
    assert company.recommendations["vol-1"].saving == Decimal("40.00")
    assert company.stands("vol-1", later(3)).state is Stance.REOPENED


def test_users_thresholds_and_switches_are_heeded(company: Organisation) -> None:
    policies = backlog_records.check_policies(company.stores.control)
    policies.put(CheckPolicy(thresholds={UNATTACHED: {"days": Decimal(1000)}}), "all")
    company.day(MONDAY)
    assert not company.recommendations

    policies.put(CheckPolicy(), "all")
    company.day(later(1))
    assert set(company.recommendations) == {"vol-1"}

    policies.put(CheckPolicy(disabled=(UNATTACHED,)), "all")
    company.day(later(2))
    assert not company.recommendations
    listed = backlog_records.check_lists(company.stores.results).get("all")
    assert [one.enabled for one in listed.checks if one.id == UNATTACHED] == [False]


def test_a_setting_of_a_check_that_is_gone_is_a_gap(company: Organisation) -> None:
    policies = backlog_records.check_policies(company.stores.control)
    policies.put(CheckPolicy(disabled=("ec2_gone",)), "all")

    [gap] = company.day(MONDAY).gaps
    assert gap.detail == "there is no check 'ec2_gone' to switch off"


def test_the_owner_is_by_the_tags_that_are_set(company: Organisation) -> None:
    policies = backlog_records.advice_policies(company.stores.control)
    policies.put(AdvicePolicy(owner_tags=("CostCenter",)), "all")
    company.hold(volume(tags={"CostCenter": "42"}), volume("vol-3", tags={"team": "x"}))
    company.day(MONDAY)

    owners = {name: one.owner for name, one in company.recommendations.items()}
    assert owners == {"vol-1": "42", "vol-3": ACCOUNT}


def test_savings_stay_within_the_spend_of_the_account(company: Organisation) -> None:
    _bill(company, "0.50")
    company.day(MONDAY)

    one = company.recommendations["vol-1"]
    assert one.saving == Decimal("15.21")
    assert "Clipped to 38.0%" in one.counted_why
    [total] = backlog_records.backlog_summaries(company.stores.results).get("all").totals
    assert total.spend is not None
    assert (total.saving, total.spend.amount) == (Decimal("15.21"), Decimal("15.21"))


def test_the_roadmap_says_what_to_do_now_and_how_to_save_a_fifth(company: Organisation) -> None:
    company.hold(volume(), volume("vol-3", size=100), volume("vol-4", size=50))
    _bill(company, "2")
    company.day(MONDAY)

    roadmap = backlog_records.roadmaps(company.stores.results).get("USD")
    now, following, last = roadmap.phases
    assert (now.name, now.count, following.count, last.count) == ("now", 3, 0, 0)
    assert [step.saving for step in now.steps] == [Decimal(40), Decimal(8), Decimal(4)]
    assert now.investment.break_even_months is not None
    assert round(now.investment.break_even_months, 2) == Decimal("5.77")
    assert roadmap.most == Decimal(52)
    sets = backlog_records.target_sets(company.stores.results)
    fifth = sets.get(backlog_records.target_sort(20), "USD")
    assert [step.id for step in fifth.picks] == [company.recommendations["vol-1"].id]
    assert fifth.percent == Decimal("65.75")
    most = sets.get(backlog_records.MOST, "USD")
    assert (most.saving, most.target_percent) == (Decimal(52), None)
    reached = {one.target_percent for one in sets.all("USD")} - {None}
    assert reached == set(range(1, 86))


def test_targets_without_time_are_a_gap(company: Organisation) -> None:
    _bill(company, "2")
    [gap] = company.day(MONDAY, seconds=1).gaps
    assert (gap.reason, gap.detail) == ("out-of-time", "no time was left for more than 0 % in USD")


def test_without_a_bill_there_is_no_percentage(company: Organisation) -> None:
    company.day(MONDAY)
    roadmap = backlog_records.roadmaps(company.stores.results).get("USD")
    assert roadmap.spend is None
    assert "no spend in USD is known" in roadmap.notes[-1]
    assert not backlog_records.target_sets(company.stores.results).all("USD")


def test_an_empty_organisation_is_no_error() -> None:
    company = Organisation(accounts=())
    record = company.day(MONDAY)
    assert (record.expected, record.got, record.gaps) == (0, 0, ())
    assert records.steps(company.stores.control).get("optimise#all", "daily-2026-10-19") == record


def test_every_place_says_what_was_looked_at(company: Organisation) -> None:
    company.day(MONDAY)
    here, nowhere = company.advice().places
    assert (here.region, here.as_of, here.resources) == (HOME.region, MONDAY, 2)
    assert here.kinds == {"AWS::EC2::Volume": 2}
    assert (nowhere.region, nowhere.as_of, nowhere.resources) == ("global", None, 0)


def _advice(company: Organisation) -> list[AccountAdvice]:
    return backlog_records.account_advice(company.stores.results).all()


def _bill(company: Organisation, daily: str) -> None:
    """Thirty-one days of the account, the last one still filling up."""
    lines = days_of(ACCOUNT, [daily] * 31, MONDAY - timedelta(days=30))
    assert lines[0][2] is ChargeCategory.USAGE
    company.stores.bill(lines, dimensions=("total", "account"), scope=Scope(()))


def test_what_to_commit_to_is_advised_to_the_payer(company: Organisation) -> None:
    company.day(MONDAY)
    advice = company.advice(PAYER)
    assert advice.no_advice[0].reason == "what Savings Plans cover has not been read"

    days = tuple(
        CommitmentDay(day=later(-90 + number), on_demand=Decimal(100), covered=Decimal(0))
        for number in range(90)
    )
    reading = CommitmentReading(
        as_of=later(1),
        currency="USD",
        days=days,
        utilisation=None,
        discount=0.27,
        discount_source="AWS's recommendation",
    )
    commitment_readings(company.stores.results).put(reading, later(1).isoformat())
    company.day(later(1))

    one = company.recommendations[PAYER]
    assert (one.finding.check, one.source) == ("savingsplans_compute_purchase", "checks")
    assert one.saving is not None
    assert one.saving > 100
    stored = backlog_records.account_advice(company.stores.results).all()
    assert [one.account_id for one in stored] == [ACCOUNT]
    roadmap = backlog_records.roadmaps(company.stores.results).get("USD")
    assert one.id in {step.id for phase in roadmap.phases[1:] for step in phase.steps}


def test_changes_of_different_charges_of_one_resource_are_added(company: Organisation) -> None:
    """Both name all that the volume is charged for; each changes another part of it."""
    size = Line("ebs.storage/gp3", Decimal(500))
    fast, slow = (Line("ebs.storage/gp2", Decimal(n)) for n in (100, 40))
    wide, narrow = (Line("ebs.throughput/gp3", Decimal(n)) for n in (200, 50))
    now = (size, fast, wide)
    first = Failed(why="Fast.", now=now, then=(size, slow, wide))
    second = Failed(why="Wide.", now=now, then=(size, fast, narrow))
    again = Failed(why="Fast too.", now=now, then=(size, slow, narrow))
    company.checks = [
        _always("ebs_first", first),
        _always("ebs_second", second),
        _always("ebs_third", again),
    ]
    company.hold(volume())
    company.day(MONDAY)

    every = {one.finding.check: one for one in company.stored}
    assert every["ebs_third"].life.covered_by is None
    assert every["ebs_third"].covers == (every["ebs_first"].id, every["ebs_second"].id)

    company.checks = company.checks[:2]
    company.day(later(1))
    assert {one.life.covered_by for one in company.stored} == {None}


def _always(name: str, verdict: Failed) -> Check:
    meta = replace(
        unattached.META, id=name, action=Action.RESIZE, metrics=(), window_days=0, thresholds={}
    )
    return Check(meta, lambda _resource, _look: verdict)
