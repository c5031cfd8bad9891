"""What a click on a button of a Slack message decides.

The same click, sent again, decides nothing further: what was decided after it stands.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal
from urllib.parse import parse_qs

from pydantic import Field

from costgov.domain.access import Access, Role
from costgov.domain.alerting.alert import SYSTEM, Alert, Happening
from costgov.domain.alerting.life import Decision
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline.alerting.decide import decide
from costgov.pipeline.alerting.life import alert_of
from costgov.pipeline.alerting.wording import state
from costgov.pipeline.backlog_records import decisions
from costgov.pipeline.channels.slack_blocks import (
    ACKNOWLEDGE,
    APPROVE,
    PLANNED,
    SNOOZE,
    SNOOZE_DAYS,
)
from costgov.pipeline.channels.slack_markup import who
from costgov.pipeline.commands.recommendations import DecideCommand
from costgov.pipeline.commands.recommendations import decide as decide_recommendation
from costgov.pipeline.queries.stores import Caller, ReadStores

_WHAT: Final = {
    ACKNOWLEDGE: Happening.ACKNOWLEDGED,
    SNOOZE: Happening.SNOOZED,
    PLANNED: Happening.PLANNED,
}
_ANSWERS: Final = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")


class Click(Frozen):
    """Who clicked which button of what, when by Slack's clock, and where to answer only them.

    `value` is an alert's id, of the button Approve a recommendation's.
    """

    user: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,20}$")]
    action: Literal["costgov_acknowledge", "costgov_snooze", "costgov_planned", "costgov_approve"]
    value: Annotated[str, Field(pattern=r"^[0-9a-f]{20}$")]
    at: datetime
    answer_to: str = ""

    @property
    def subject(self) -> str:
        """What it is about, as the audit trail names it."""
        kind = "recommendation" if self.action == APPROVE else "alert"
        return f"{kind}/{self.value}"


def clicked(body: bytes) -> Click | None:
    """The click that a request of Slack tells (a form with JSON in it); None for all else it
    sends: links that were followed, buttons of others, other interactions."""
    try:
        [text] = parse_qs(body.decode(), max_num_fields=10)["payload"]
        payload = json.loads(text)
        action = payload["actions"][0]
        answer_to = str(payload.get("response_url", ""))
        return Click(
            user=payload["user"]["id"],
            action=action["action_id"],
            value=action["value"],
            at=datetime.fromtimestamp(float(action["action_ts"]), UTC),
            answer_to=answer_to if answer_to.startswith(_ANSWERS) else "",
        )
    except (ValueError, LookupError, TypeError, OverflowError, OSError, AttributeError):
        # pydantic's ValidationError is a ValueError.
        return None


def slack_role(user: str, access: Access) -> Role | None:
    """The role of a user of Slack, None where none is granted."""
    if access.slack == "none" or (access.slack_users and user not in access.slack_users):
        return None
    return Role.named(access.slack)


def act(stores: ReadStores, click: Click, caller: Caller) -> str:
    """Do what a click asks for and say how it stands then, in Slack's markup.

    Raises:
        NotFound: there is no such alert or recommendation.
        InvalidInput: the alert is resolved.
        VersionConflict, StoreError: a store refused.
    """
    if click.action == APPROVE:
        return _approve(stores, click, caller)
    alert = alert_of(stores.control, click.value)
    if not _has_been_heard(alert, click):
        alert = decide(stores.control, alert.id, _decision(click), caller)
    return f"This is {state(alert, who)}."


def _decision(click: Click) -> Decision:
    """A snooze ends so long after the click, however late or often that is heard."""
    until = click.at + timedelta(days=SNOOZE_DAYS) if click.action == SNOOZE else None
    return Decision(what=_WHAT[click.action], until=until)


def _has_been_heard(alert: Alert, click: Click) -> bool:
    return any(entry.at > click.at and entry.who != SYSTEM for entry in alert.history)


def _approve(stores: ReadStores, click: Click, caller: Caller) -> str:
    command = DecideCommand(id=click.value, state="approved")
    try:
        known = decisions(stores.control).get(click.value)
    except NotFound:
        known = None
    if known is None or known.latest.at <= click.at:
        known = decide_recommendation(stores, command, caller)
    latest = known.latest
    return f"This is {latest.state} by {who(latest.who)}. It is recorded; nothing is changed by it."
