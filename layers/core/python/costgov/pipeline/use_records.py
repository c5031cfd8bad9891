"""Typed records of how things are used: measures, daily use, capacity, efficiency, unit costs.

control table: measures, unit-cost plans, the policy of use.
results table: daily values, and what the analysis makes of them.
"""

from typing import Final

from costgov.domain.capacity import CapacityReport, UsePolicy
from costgov.domain.efficiency import EfficiencyReport
from costgov.domain.measures import Measure, MeasureMonth
from costgov.domain.resource_use import ResourceMonth
from costgov.domain.unit_cost import UnitCostPlan, UnitCostReport
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records

POLICY: Final = "policy"


def measures(control: DocumentStore) -> Records[Measure]:
    """Measures, sorted by name."""
    return Records(control, Measure, "measure")


def measure_months(results: DocumentStore) -> Records[MeasureMonth]:
    """Daily values of measures: part the measure's name, sort YYYY-MM."""
    return Records(results, MeasureMonth, "measure-month")


def resource_months(results: DocumentStore) -> Records[ResourceMonth]:
    """Daily use of resources: parts account and region, sort `<YYYY-MM>#<resource id>`.

    By month first: what is asked for every day is the latest months of all.
    """
    return Records(results, ResourceMonth, "resource-month")


def resource_month_sort(month: str, resource_id: str) -> str:
    """Where a resource's month is sorted."""
    return f"{month}#{resource_id}"


def use_policies(control: DocumentStore) -> Records[UsePolicy]:
    """The policy of use: one, sorted as POLICY."""
    return Records(control, UsePolicy, "use-policy")


def use_policy(control: DocumentStore) -> UsePolicy:
    """The policy as it was pushed, the default one where none was."""
    try:
        return use_policies(control).get(POLICY)
    except NotFound:
        return UsePolicy()


def unit_cost_plans(control: DocumentStore) -> Records[UnitCostPlan]:
    """What is divided by what, sorted by name."""
    return Records(control, UnitCostPlan, "unit-cost-plan")


def capacities(results: DocumentStore) -> Records[CapacityReport]:
    """What runs out when, sorted by the as-of day."""
    return Records(results, CapacityReport, "capacity")


def unit_costs(results: DocumentStore) -> Records[UnitCostReport]:
    """Unit costs: part the plan's name, sort the as-of day."""
    return Records(results, UnitCostReport, "unit-cost")


def efficiencies(results: DocumentStore) -> Records[EfficiencyReport]:
    """How well resources are used, sorted by the as-of day."""
    return Records(results, EfficiencyReport, "efficiency")
