"""glue_dev_endpoint_running: an endpoint that has been there for a week."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "glue_dev_endpoint_running"


def endpoint(
    *, state: str = "READY", age_days: int = 7, size: str | None = None, **told: Any
) -> Resource:
    kind = "AWS::Glue::DevEndpoint"
    return resource(kind, "lab", state=state, age_days=age_days, size=size, **told)


def test_none_without_endpoints() -> None:
    assert verdicts(CHECK, [resource("AWS::Athena::WorkGroup")]) == {}


def test_pass_young_or_not_ready() -> None:
    for fine in (endpoint(age_days=6, NumberOfNodes=5), endpoint(state="FAILED")):
        assert verdicts(CHECK, [fine]) == {"lab": PASSED}


def test_fail_by_nodes_or_by_workers() -> None:
    for told, dpus in (
        (endpoint(NumberOfNodes=5), 5),
        (endpoint(size="G.2X", NumberOfWorkers=3), 6),
        (endpoint(size="G.1X", NumberOfWorkers=3), 3),
    ):
        finding = failed(verdicts(CHECK, [told])["lab"])
        assert finding.now == (Line("glue.dev_endpoint", Decimal(730 * dpus)),)


def test_unknown_without_its_size() -> None:
    assert unknown(verdicts(CHECK, [endpoint()])["lab"]) == "NumberOfNodes was not told"
