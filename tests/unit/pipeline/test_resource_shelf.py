"""What is known of a resource from an earlier run, and since when it has the size it has."""

from datetime import timedelta
from typing import Any

import pytest
from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.pipeline.resource_shelf import ResourceShelf

from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.checks.judging import ACCOUNT, REGION, TODAY, gauge, resource

INSTANCE, SERVICE = "AWS::EC2::Instance", "AWS::ECS::Service"
HERE = Target(account_id=ACCOUNT, region=REGION)


def seen(results: InMemoryDocumentStore, one: Resource, days_ago: int) -> Resource:
    """The resource as a day's run stores it."""
    shelf = ResourceShelf(results, HERE)
    found = shelf.with_known_digests(
        one.model_copy(update={"as_of": TODAY - timedelta(days_ago), "digests": ()})
    )
    shelf.put([found])
    return found


def test_the_first_day_with_another_type_is_kept_until_it_changes_again() -> None:
    results = InMemoryDocumentStore()
    large, small = resource(INSTANCE, size="m6i.4xlarge"), resource(INSTANCE, size="m6i.large")

    found = [seen(results, one, ago) for ago, one in ((9, large), (8, small), (7, small))]
    assert [one.resized_on for one in found] == [None, *[TODAY - timedelta(8)] * 2]
    assert seen(results, large, 1).resized_on == TODAY - timedelta(1)


def test_digests_of_an_earlier_run_are_kept() -> None:
    results = InMemoryDocumentStore()
    measured = resource(INSTANCE, size="m6i.large", digests=[gauge("CPUUtilization", "5")])
    ResourceShelf(results, HERE).put([measured])
    assert seen(results, measured, 0).digests == measured.digests


@pytest.mark.parametrize(
    ("before", "after", "is_another"),
    [
        ({"cpu": "1024", "memory": "2048"}, {"cpu": "512", "memory": "2048"}, True),
        ({"cpu": "1024", "memory": "2048"}, {"cpu": "1024", "memory": "4096"}, True),
        ({"cpu": "1024", "memory": "2048"}, {"cpu": "1024", "memory": "2048"}, False),
        # A task definition that was refused once is no change.
        ({"cpu": "1024", "memory": "2048"}, {}, False),
        ({}, {"cpu": "1024", "memory": "2048"}, False),
    ],
)
def test_a_task_has_another_size_where_its_cpu_or_memory_is_another(
    before: dict[str, Any], after: dict[str, Any], is_another: bool
) -> None:
    results = InMemoryDocumentStore()
    seen(results, resource(SERVICE, **before), 1)
    found = seen(results, resource(SERVICE, **after), 0)
    assert (found.resized_on == TODAY) is is_another
