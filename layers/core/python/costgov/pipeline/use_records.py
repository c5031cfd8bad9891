"""Typed records of how things are used: measures, daily use, capacity, efficiency, unit costs.

control table: measures, unit-cost plans, the policy of use.
results table: daily values, and what the analysis makes of them.
"""

from costgov.domain.measures import Measure, MeasureMonth
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records


def measures(control: DocumentStore) -> Records[Measure]:
    """Measures, sorted by name."""
    return Records(control, Measure, "measure")


def measure_months(results: DocumentStore) -> Records[MeasureMonth]:
    """Daily values of measures: part the measure's name, sort YYYY-MM."""
    return Records(results, MeasureMonth, "measure-month")
