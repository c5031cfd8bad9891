"""Settings of one thing: what that thing refuses is noted, what the service refuses is not."""

import pytest
from costgov.collectors.inventory._per_item import Setting, refused
from costgov.errors import SourceDenied, SourceError, SourceThrottled, SourceUnreachable

from tests.fakes.listings import Answers, FakeReader

CALL = "efs:DescribeLifecycleConfiguration"
SETTING = Setting("Policies", CALL, lambda it: it["LifecyclePolicies"], default=[])


def read(answer: SourceError | dict[str, object] | None) -> object:
    answers: Answers = {CALL: (lambda _: None) if answer is None else answer}
    return SETTING.read(FakeReader(answers, [CALL]), FileSystemId="fs-1")


def test_what_is_set_and_what_never_was() -> None:
    assert read({"LifecyclePolicies": ["p"]}) == {"Policies": ["p"]}
    assert read(None) == {"Policies": []}


@pytest.mark.parametrize("error", [SourceDenied("AccessDenied"), SourceError("NotFound")])
def test_one_thing_closed_or_gone_is_noted(error: SourceError) -> None:
    assert read(error) == {"PoliciesDenied": str(error)}


@pytest.mark.parametrize("error", [SourceThrottled("slow"), SourceUnreachable("down")])
def test_a_service_that_does_not_answer_is_not(error: SourceError) -> None:
    with pytest.raises(type(error)):
        read(error)
    with pytest.raises(type(error)):
        refused(error)
