"""Typed records of scenarios; keys as in `records`."""

from costgov.domain.scenario_results import ScenarioResult
from costgov.domain.scenarios import Scenario
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records


def scenarios(control: DocumentStore) -> Records[Scenario]:
    """Scenarios, sorted by name."""
    return Records(control, Scenario, "scenario")


def scenario_results(results: DocumentStore) -> Records[ScenarioResult]:
    """What scenarios come to: part name, sort the as-of day; none is overwritten by a later day."""
    return Records(results, ScenarioResult, "scenario-result")
