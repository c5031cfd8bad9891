"""Typed records of alert rules, and those in force."""

from typing import Final

from pydantic import RootModel

from costgov.domain.alerting.rules import Rule, in_force
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records

KIND: Final = "alert-rule"


class StoredRule(RootModel[Rule]):
    """A rule as it is stored: whatever its kind."""


def alert_rules(control: DocumentStore) -> Records[StoredRule]:
    """Rules that adjust built-in ones or stand beside them, sorted by name."""
    return Records(control, StoredRule, KIND)


def rules_in_force(control: DocumentStore) -> tuple[Rule, ...]:
    """The built-in rules as they were adjusted, and the further ones."""
    return in_force(stored.root for stored in alert_rules(control).all())
