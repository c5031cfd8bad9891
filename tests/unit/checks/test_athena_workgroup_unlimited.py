"""athena_workgroup_unlimited: queried, and without a limit."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "athena_workgroup_unlimited"


def workgroup(*, state: str = "ENABLED", **told: Any) -> Resource:
    return resource("AWS::Athena::WorkGroup", "primary", state=state, **told)


def test_none_without_workgroups() -> None:
    assert verdicts(CHECK, [resource("AWS::Glue::DevEndpoint")]) == {}


def test_pass_limited_unused_or_disabled() -> None:
    for fine in (
        workgroup(HasQueries=True, BytesScannedCutoffPerQuery=10_000_000_000),
        workgroup(HasQueries=False),
        workgroup(HasQueries=True, state="DISABLED"),
    ):
        assert verdicts(CHECK, [fine]) == {"primary": PASSED}


def test_fail_of_one_in_use() -> None:
    finding = failed(verdicts(CHECK, [workgroup(HasQueries=True)])["primary"])
    assert "not known" in finding.unpriced


def test_unknown_without_its_queries() -> None:
    assert unknown(verdicts(CHECK, [workgroup()])["primary"]) == "HasQueries was not told"
