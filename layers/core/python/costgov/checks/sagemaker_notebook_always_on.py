"""A notebook that runs day and night is worked on a few hours of them."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="sagemaker_notebook_always_on",
    title="SageMaker notebook is never stopped",
    why="A notebook instance is charged while it runs, also at night and at weekends.",
    kinds=("AWS::SageMaker::NotebookInstance",),
    action=Action.SCHEDULE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("sagemaker:ListNotebookInstances",),
    docs="https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html",
    thresholds=thresholds(
        days=("7", "days", "without a stop that are too many"),
        hours=("220", "hours", "a month that somebody works on it: ten on each working day"),
    ),
)


def evaluate(notebook: Resource, look: Look) -> Verdict:
    """Its last change is its last start or stop; a lifecycle configuration may stop it."""
    if notebook.state != "InService":
        return PASSED
    if notebook.attributes.get("NotebookInstanceLifecycleConfigName"):
        return PASSED
    days = look.days_since(look.attribute(notebook, "LastModifiedTime"))
    if days < look.setting("days"):
        return PASSED
    if notebook.instance_type is None:
        raise NotKnown("its instance type was not told")
    key = f"sagemaker/Notebk:{notebook.instance_type}"
    return Failed(
        why=f"It has run for {days} days without a stop, and nothing stops it when it is idle.",
        now=(Line(key, HOURS_A_MONTH),),
        then=(Line(key, min(look.setting("hours"), HOURS_A_MONTH)),),
    )
