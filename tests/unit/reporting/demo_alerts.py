"""The demo company's alerts: of two teams and of nobody, some held back, one resolved."""

from datetime import timedelta
from decimal import Decimal

from costgov.domain.alerting.alert import Happening
from costgov.domain.alerting.signal import Severity, Subject

from tests.unit.alert_life.story import NOON, Story, one_team, signal
from tests.unit.reporting.demo import HOSTILE, Demo


def warn(demo: Demo) -> None:
    """Leave what two days of rules and people have made of the alerts."""
    story = Story(demo.control, one_team(weekly=1), NOON - timedelta(days=33))
    nobodys = Subject(dimension="service", value="AmazonEC2", currency="EUR")
    found = (
        signal("organisation", severity=Severity.CRITICAL, amount=Decimal(1234)),
        signal("hostile", title=HOSTILE, severity=Severity.MEDIUM, amount=None),
        signal("low", title="A small service grows", severity=Severity.LOW, amount=Decimal(3)),
        signal("second", title="Another budget is over", amount=Decimal(500)),
        signal("nobody's", subject=nobodys, title="AmazonEC2 is €40 over", amount=Decimal(40)),
    )
    story.run(*found, signal("over"))
    story.later(hours=2).decide(Happening.ACKNOWLEDGED)
    story.decide(Happening.SNOOZED, name="second", until=story.now + timedelta(days=7))
    story.later(days=1).run(*found)
