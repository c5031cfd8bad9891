"""An edit takes the place of what its caller has seen, or of nothing."""

import pytest
from costgov.domain.documents import Document
from costgov.errors import VersionConflict
from costgov.pipeline.commands.editing import replaced_version
from costgov.pipeline.queries.stores import NOTHING, WHATEVER, Caller

from tests.fakes.trail import caller as somebody
from tests.unit.queries.known import READ_AT

STORED = Document("budget", "web", '{"amount":"10"}', 3)
LATER = Document("budget", "web", '{"amount":"11"}', 3)


def caller(based_on: str | None) -> Caller:
    return somebody("arn:aws:iam::111122223333:user/owner", READ_AT, based_on=based_on)


@pytest.mark.parametrize("based_on", [None, WHATEVER, STORED.revision])
def test_what_was_seen_is_replaced(based_on: str | None) -> None:
    assert replaced_version(STORED, caller(based_on)) == 3


@pytest.mark.parametrize("based_on", [None, NOTHING])
def test_what_is_not_there_is_made(based_on: str | None) -> None:
    assert replaced_version(None, caller(based_on)) == 0


@pytest.mark.parametrize(
    ("stored", "based_on"),
    [
        (STORED, NOTHING),
        (STORED, LATER.revision),
        (STORED, "3"),
        (None, WHATEVER),
        (None, STORED.revision),
    ],
)
def test_what_was_not_seen_is_not_replaced(stored: Document | None, based_on: str) -> None:
    with pytest.raises(VersionConflict):
        replaced_version(stored, caller(based_on))
