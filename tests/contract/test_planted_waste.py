"""The whole synthetic organisation through collectors, prices and checks: planted waste is found.

`make bench-checks` prints the same, finding by finding.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from benchmarks.bench_checks import quality_goals
from benchmarks.planted_waste import Looked, Score, look_at, score
from cli.local.synthetic import Organisation, build_organisation

pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation(start=date(2026, 9, 1))


@pytest.fixture(scope="module")
def looked(organisation: Organisation) -> Iterator[Looked]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "testing")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        yield look_at(organisation)


@pytest.fixture(scope="module")
def result(organisation: Organisation, looked: Looked) -> Score:
    return score(looked.findings, organisation.truth)


def test_everything_can_be_looked_at(looked: Looked) -> None:
    assert [f"{gap.target} {gap.reason}: {gap.detail}" for gap in looked.gaps] == []


def test_what_was_planted_is_found_and_hardly_anything_else(result: Score) -> None:
    missed = [f"{one.check} {one.resource_id}" for one in result.missed]
    false = [f"{one.check} {one.subject.id}" for one in result.false]
    unmet = [f"{goal.what}: {goal.reached}" for goal in quality_goals(result) if not goal.met]
    assert unmet == [], f"missed: {missed}, false: {false}"
