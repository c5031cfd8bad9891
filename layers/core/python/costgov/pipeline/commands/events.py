"""Alerts of other systems that are posted."""

from typing import Annotated

from pydantic import Field

from costgov.domain.runs import Frozen
from costgov.pipeline.alerting.alertmanager import AlertmanagerMessage, changes_of
from costgov.pipeline.alerting.watch import keep_waiting
from costgov.pipeline.queries.stores import Caller, ReadStores


class Taken(Frozen):
    """How many alerts were taken; what is new of them is told within a minute."""

    taken: Annotated[int, Field(ge=1)]


def take_alertmanager(stores: ReadStores, command: AlertmanagerMessage, caller: Caller) -> Taken:
    """Take what Alertmanager posts (webhook, version 4): firing opens an alert, resolved ends it.

    Alerts are known by their fingerprints. The labels `severity`, `team`, `account_id` and
    `region` say how soon somebody should look, whose it is and where.
    """
    changes = changes_of(command, caller.at)
    after = {change.key: f"{change.state}: {change.title}" for change in changes}
    caller.trail.record("alertmanager", None, after)
    keep_waiting(changes, stores.control)
    return Taken(taken=len(changes))
