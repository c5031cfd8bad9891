"""Credit runway: granted credits that are soon used up, or expire unused."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from costgov.domain.alerting.rules import CreditsRule
from costgov.domain.alerting.signal import Fact, Link, RuleKind, Signal, Subject
from costgov.domain.credits import CreditStanding
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict
from costgov.pipeline.alerting.evaluate.reports import missing, of_today
from costgov.pipeline.alerting.evaluate.words import day_words, days_words, money
from costgov.pipeline.records import credit_grants, credit_reports

CREDIT: Final = "credit"
# That a credit has ended is told for so long, in case nobody was told that it would.
_TOLD: Final = timedelta(days=7)


def evaluate(rule: CreditsRule, ground: Ground) -> Verdict:
    """A signal for every credit that ends soon."""
    signals: list[Signal] = []
    notes: list[str] = []
    for currency in sorted({grant.currency for grant in credit_grants(ground.control).all()}):
        report = of_today(credit_reports(ground.results), ground, currency)
        if report is None:
            notes += missing(rule.name, f"{currency} credit report", ground)
            signals += ground.kept_of_currency(rule.name, currency)
            continue
        for standing in report.grants:
            signals += _judged(rule, standing, ground)
    return Verdict(tuple(signals), notes=tuple(notes))


def _judged(rule: CreditsRule, standing: CreditStanding, ground: Ground) -> Iterator[Signal]:
    subject = _subject(standing)
    end, expires = _end(standing)
    if standing.state == "unknown" or (standing.state == "active" and end is None):
        yield from ground.kept(rule.name, subject)
        return
    if end is None or end < ground.as_of - _TOLD:
        return
    left = max((end - ground.as_of).days, 0)
    if left > rule.within_days + rule.clear_days:
        return
    at_stake = standing.unused if expires else standing.balance
    ended = standing.state != "active"
    worth = standing.grant.amount if standing.state == "used up" else at_stake
    if worth is None:
        yield from ground.kept(rule.name, subject)
        return
    if worth < rule.minimum:
        return
    grant = standing.grant
    open_alert = ground.open_on(rule.name, subject, grant.granted_on.isoformat())
    yield Signal(
        rule=rule.name,
        kind=RuleKind.CREDITS,
        subject=subject,
        period=grant.granted_on.isoformat(),
        strength="fires" if left <= rule.within_days else "holds",
        severity=rule.deadlines.of(left),
        title=_title(standing, end, expires=expires),
        why=f"{rule.name}: it ends within {days_words(rule.within_days)} with at least "
        f"{money(rule.minimum, grant.currency)} at stake; over when that is "
        f"{days_words(rule.clear_days)} further off",
        facts=tuple(_facts(standing)),
        amount=at_stake,
        since=open_alert.signal.since if open_alert else ground.as_of,
        as_of=ground.as_of,
        step=standing.state.replace(" ", "-") if ended else "ends-soon",
        advice="Plan for the bill without it." if not expires else "Use it before it expires.",
        links=(Link(label="Credits", address=f"/v1/costs/credits?currency={grant.currency}"),),
        basis=f"credits on the bill, known from {standing.known_from}; {standing.reason}",
    )


def _subject(standing: CreditStanding) -> Subject:
    grant = standing.grant
    return Subject(
        dimension=CREDIT,
        value=grant.name,
        currency=grant.currency,
        account=grant.account,
        service=grant.service,
    )


def _end(standing: CreditStanding) -> tuple[date | None, bool]:
    """When it ends, and whether by expiring with something left."""
    expires = standing.grant.expires_on
    if standing.state == "expired":
        return expires, True
    if standing.runs_out is None or (expires is not None and expires < standing.runs_out):
        return expires, True
    return standing.runs_out, False


def _title(standing: CreditStanding, end: date, *, expires: bool) -> str:
    grant = standing.grant
    name = f"Credit {grant.name}"
    if standing.state == "used up":
        return f"{name}: {money(grant.amount, grant.currency)} used up on {day_words(end)}"
    if expires:
        left = money(standing.unused, grant.currency) if standing.unused is not None else "some"
        verb = "expired" if standing.state == "expired" else "is expected to expire"
        return f"{name}: {left} {verb} unused on {day_words(end)}"
    left = money(standing.balance, grant.currency) if standing.balance is not None else "what"
    return f"{name}: {left} left, expected to be used up on {day_words(end)}"


def _facts(standing: CreditStanding) -> Iterator[Fact]:
    currency = standing.grant.currency
    if standing.balance is not None:
        granted = money(standing.grant.amount, currency)
        yield Fact(label="Left", text=f"{money(standing.balance, currency)} of {granted}")
    if standing.rate is not None:
        yield Fact(label="Used per day", text=money(standing.rate.mean, currency))
    if standing.earliest is not None and standing.latest is not None:
        span = f"{day_words(standing.earliest)} to {day_words(standing.latest)}"
        yield Fact(label="Between", text=span)
    if standing.grant.expires_on is not None:
        yield Fact(label="Expires", text=day_words(standing.grant.expires_on))
