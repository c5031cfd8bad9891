"""What was held back as one Slack message: by reason and team, as much as a message may hold."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Final

from costgov.domain.alerting.delivery import OutboxItem
from costgov.pipeline.alerting.digests import Section, Told, digest_of
from costgov.pipeline.channels.slack_blocks import MARKS, REPEATED, SlackMessage
from costgov.pipeline.channels.slack_markup import (
    ALTOGETHER,
    BLOCKS,
    Block,
    escaped,
    header,
    notes,
    section,
)

_PER_BLOCK: Final = 8
# What a block costs beside its text.
_AROUND: Final = 100


def digest_message(items: Sequence[OutboxItem], *, repeated: bool = False) -> SlackMessage:
    """The digest of at least one item; what does not fit is counted."""
    found = digest_of(items)
    title = f"Digest {found.title}"
    blocks: list[Block] = [header(f"🗞️ {title}")]
    room, left = ALTOGETHER, 0
    for text, alerts in (part for one in found.sections for part in _parts(one)):
        room -= len(text) + _AROUND
        if room < 0 or len(blocks) >= BLOCKS - 1:
            left += alerts
        else:
            blocks.append(section(text))
    rest = f"and {left} more: `costgov alerts list`" if left else "`costgov alerts show ID`"
    return SlackMessage(escaped(title), (*blocks, notes([rest, REPEATED if repeated else ""])))


def _parts(of: Section) -> Iterator[tuple[str, int]]:
    """Texts of a section, each within a block's limit, and how many alerts each tells of."""
    heading = f"*{escaped(of.reason, 200)} ({of.size})*"
    for team in of.teams:
        for told in batched(team.told, _PER_BLOCK, strict=False):
            lines = (heading, f"_{escaped(team.name, 100)}_", *(_line(one) for one in told))
            yield "\n".join(line for line in lines if line), len(told)
            heading = ""


def _line(told: Told) -> str:
    return f"{MARKS[told.severity]} {escaped(told.headline, 120)}\n      {escaped(told.detail, 90)}"
