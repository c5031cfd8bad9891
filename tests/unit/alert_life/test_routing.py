"""Whose an alert is, and where it goes."""

from typing import Any

from costgov.domain.alerting.channels import AlertPolicy, Route, Team
from costgov.domain.alerting.life import opened
from costgov.domain.alerting.signal import RuleKind, Severity, Subject
from costgov.pipeline.alerting.routing import channels_of, owner_of, policy_of

from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.alert_life.story import LAB, NOON, PROD, TO_PAGER, Story, pager, signal, slack

TEAMS = (
    Team(name="shop", accounts=(PROD,), tags=("Shop", "checkout"), channels=("shop-slack",)),
    Team(name="lab", accounts=(LAB,)),
)
POLICY = AlertPolicy(channels=(slack("shop-slack"), slack(), pager()), teams=TEAMS)


def told(policy: AlertPolicy, **given: Any) -> tuple[str, ...]:
    """Where a new alert of a signal goes."""
    found = signal(**given)
    return channels_of(opened(found, owner_of(found, policy), NOON), policy)


def in_account(account: str | None, **other: Any) -> Subject:
    """A subject in an account."""
    subject = signal().subject
    return subject.model_copy(update={"account": account, **other})


def test_an_owner_tag_counts_before_the_account() -> None:
    lab_by_account = signal(subject=in_account(LAB))
    shop_by_tag = signal(subject=in_account(LAB, team="checkout"))
    shop_by_name = signal(subject=in_account(None, team="shop"))
    unknown_tag = signal(subject=in_account(LAB, team="nobody"))
    assert owner_of(lab_by_account, POLICY) == owner_of(unknown_tag, POLICY) == "lab"
    assert owner_of(shop_by_tag, POLICY) == owner_of(shop_by_name, POLICY) == "shop"
    assert owner_of(signal(subject=in_account(None)), POLICY) is None


def test_a_team_hears_in_its_own_channels() -> None:
    assert told(POLICY) == ("shop-slack", "events")


def test_a_team_without_channels_and_no_team_get_the_default_of_the_rule() -> None:
    for account in (LAB, None):
        subject = in_account(account)
        assert told(POLICY, subject=subject) == ("email", "events")
        growth = told(POLICY, subject=subject, kind=RuleKind.GROWTH)
        assert growth == ("slack", "email", "events")
        anomaly = told(POLICY, subject=subject, kind=RuleKind.ANOMALY)
        assert anomaly == ("email", "slack", "events")
        assert told(POLICY, subject=subject, kind=RuleKind.CAPACITY) == ("pager", "events")


def test_without_a_channel_of_the_kind_it_is_e_mail() -> None:
    for kind in RuleKind:
        assert told(AlertPolicy(), kind=kind) == ("email", "events")


def test_what_is_too_low_for_every_channel_is_e_mail() -> None:
    given: dict[str, Any] = {"kind": RuleKind.CAPACITY, "severity": Severity.MEDIUM}
    assert told(POLICY, subject=in_account(None), **given) == ("email", "events")


def test_the_first_route_that_fits_decides() -> None:
    routes = (
        Route(channels=("slack",), kinds=(RuleKind.KPI,)),
        Route(channels=("pager", "email"), team="shop", at_least=Severity.HIGH),
        Route(channels=("slack",), rules=("budget-limit",), accounts=(PROD,)),
    )
    policy = POLICY.model_copy(update={"routes": routes})
    assert told(policy) == ("pager", "email", "events")
    assert told(policy, severity=Severity.MEDIUM) == ("slack", "events")
    assert told(policy, severity=Severity.MEDIUM, rule="other") == ("shop-slack", "events")
    assert told(policy, kind=RuleKind.KPI) == ("slack", "events")


def test_a_channel_that_fails_is_told_of_by_another() -> None:
    about = {"kind": RuleKind.DELIVERY, "rule": "delivery"}
    for name, where in (
        ("slack", ("email", "events")),
        ("email", ("shop-slack", "slack", "pager", "events")),
        ("events", ("email",)),
    ):
        subject = Subject(dimension="channel", value=name)
        assert told(POLICY, subject=subject, **about) == where


def test_what_began_in_a_channel_ends_in_it() -> None:
    """Severity falls below what the pager takes, and the team is routed elsewhere meanwhile."""
    policy = AlertPolicy(channels=(pager(), slack()), routes=(TO_PAGER,))
    story = Story(policy=policy)
    story.run(signal(kind=RuleKind.CAPACITY))
    story.later(days=1).run(signal(kind=RuleKind.CAPACITY, severity=Severity.LOW))
    story.policy = AlertPolicy(channels=(pager(), slack()))
    story.later(days=1).run()
    assert story.told("pager") == ["opened", "resolved"]
    assert story.told("email") == []


def test_a_channel_that_is_gone_is_not_told() -> None:
    story = Story(policy=POLICY)
    story.run(signal())
    story.policy = AlertPolicy()
    story.later(days=1).run()
    assert story.told("shop-slack") == ["opened"]
    assert story.told("email") == ["resolved"]


def test_the_policy_is_the_one_configured_and_without_one_the_default() -> None:
    assert policy_of(Story(policy=POLICY).control) == POLICY
    assert policy_of(InMemoryDocumentStore()) == AlertPolicy()
