"""What the pipeline did: runs with their steps, and imports of billing files."""

from typing import Annotated, ClassVar

from pydantic import Field

from costgov.clock import instant_text
from costgov.domain.imports import ImportRecord
from costgov.domain.runs import Run, StepRecord
from costgov.pipeline import records
from costgov.pipeline.queries.exchange import distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
from costgov.pipeline.queries.stores import ReadStores


class RunsQuestion(Paged):
    """All runs, the newest first."""


class Runs(PagedAnswer):
    """Runs; `sources` are those their costs came from."""

    listed: ClassVar[str] = "runs"

    runs: tuple[Run, ...]


class RunQuestion(Paged):
    """One run and a page of its steps."""

    run_id: Annotated[str, Field(max_length=128, description="For example `daily-2026-10-20`.")]


class RunDetail(PagedAnswer):
    """A run, its gaps, and what each of its steps expected and got."""

    listed: ClassVar[str] = "steps"

    run: Run
    steps: tuple[StepRecord, ...]


class ImportsQuestion(Paged):
    """All imported or refused billing files, by object key."""


class Imports(PagedAnswer):
    """Imports with their outcome; a rejected line is told by its number, column and reason."""

    listed: ClassVar[str] = "imports"

    imports: tuple[ImportRecord, ...]


def list_runs(stores: ReadStores, question: RunsQuestion) -> Runs:
    """Runs of the pipeline, newest first.

    Raises:
        InvalidInput: the page token is bad.
    """
    runs, next_page = page_of(
        records.runs(stores.control), question, lambda run: run.run_id, newest_first=True
    )
    return Runs(
        data_as_of=oldest(instant_text(run.started_at) for run in runs),
        sources=distinct(run.cost_source for run in runs),
        next_page=next_page,
        runs=runs,
    )


def run_detail(stores: ReadStores, question: RunQuestion) -> RunDetail:
    """One run with its gaps and steps.

    Raises:
        NotFound: there is no such run.
        InvalidInput: the page token is bad.
    """
    run = records.runs(stores.control).get(question.run_id)
    steps, next_page = page_of(
        records.steps(stores.control),
        question,
        lambda step: f"{step.step}#{step.target}",
        run.run_id,
        taken=len(run.model_dump_json()),
    )
    return RunDetail(
        data_as_of=instant_text(run.started_at),
        sources=(run.cost_source,),
        next_page=next_page,
        run=run,
        steps=steps,
    )


def list_imports(stores: ReadStores, question: ImportsQuestion) -> Imports:
    """Imported and refused billing files.

    Raises:
        InvalidInput: the page token is bad.
    """
    imports, next_page = page_of(
        records.imports(stores.control), question, lambda record: record.object_key
    )
    return Imports(
        data_as_of=oldest(instant_text(record.finished_at) for record in imports),
        sources=distinct(record.source for record in imports),
        next_page=next_page,
        imports=imports,
    )
