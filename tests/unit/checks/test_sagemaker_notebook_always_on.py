"""sagemaker_notebook_always_on: a week without a stop, and nothing that would stop it."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "sagemaker_notebook_always_on"


def notebook(
    started: str = "2026-10-13T00:00:00+00:00",
    *,
    state: str = "InService",
    size: str | None = "ml.t3.medium",
    **more: Any,
) -> Resource:
    kind = "AWS::SageMaker::NotebookInstance"
    return resource(kind, "nb", state=state, size=size, LastModifiedTime=started, **more)


def test_none_without_notebooks() -> None:
    assert verdicts(CHECK, [resource("AWS::SageMaker::Endpoint")]) == {}


def test_pass_stopped_started_lately_or_stopped_by_itself() -> None:
    for fine in (
        notebook(state="Stopped"),
        notebook("2026-10-13T00:00:01+00:00"),
        notebook(NotebookInstanceLifecycleConfigName="stop-when-idle"),
    ):
        assert verdicts(CHECK, [fine]) == {"nb": PASSED}


def test_fail_with_the_hours_somebody_works() -> None:
    finding = failed(verdicts(CHECK, [notebook()])["nb"])
    assert finding.now == (Line("sagemaker/Notebk:ml.t3.medium", Decimal(730)),)
    assert finding.then == (Line("sagemaker/Notebk:ml.t3.medium", Decimal(220)),)
    assert "for 7 days" in finding.why


def test_unknown_without_its_type() -> None:
    assert "instance type" in unknown(verdicts(CHECK, [notebook(size=None)])["nb"])
