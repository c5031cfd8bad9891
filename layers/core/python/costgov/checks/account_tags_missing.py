"""What bears no tags is charged to nobody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._ebs import volume_lines
from costgov.checks._instances import instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import INSTANCE, Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="account_tags_missing",
    title="Resources lack the tags that the others bear",
    why="What bears no tag can neither be charged to anybody nor be asked about.",
    kinds=("AWS::::Account",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("organizations:DescribeOrganization", "ec2:DescribeInstances", "ec2:DescribeVolumes"),
    docs="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/"
    "tagging-best-practices.html",
    thresholds=thresholds(
        usual=("0.5", "share", "of resources that bear a tag key makes it one all should bear"),
        missing=("0.1", "share", "of resources without such a tag that is too much"),
        resources=("10", "resources", "fewer say nothing of what is usual"),
    ),
)
_VOLUME: Final = "AWS::EC2::Volume"
_RESERVED: Final = "aws:"


def evaluate(_account: Resource, look: Look) -> Verdict:
    """A kind of which nothing bears tags is left out: its tags may not have been read."""
    tagged = {one.kind for one in look.estate if one.tags}
    resources = [one for one in look.estate if one.kind in tagged]
    if len(resources) < look.setting("resources"):
        raise NotKnown(f"{len(resources)} resources say nothing of which tags are usual")
    usual = _usual(resources, look.setting("usual"))
    lacking = [one for one in resources if not usual <= one.tags.keys()]
    share = Decimal(len(lacking)) / len(resources)
    if not usual or share <= look.setting("missing"):
        return PASSED
    kinds = Counter(one.kind for one in lacking).most_common(3)
    return Failed(
        why=f"{len(lacking)} of {len(resources)} resources lack {' or '.join(sorted(usual))}; "
        f"their instances and volumes cost at least {_known_cost(lacking, look):,.0f} USD a month.",
        unpriced="tags show who pays, they save nothing by themselves",
        facts={kind: str(number) for kind, number in kinds},
    )


def _usual(resources: Sequence[Resource], share: Decimal) -> set[str]:
    """The tag keys that enough resources bear; those AWS sets say nothing of their owner."""
    keys = Counter(
        key for one in resources for key in one.tags if not key.lower().startswith(_RESERVED)
    )
    return {key for key, number in keys.items() if number >= share * len(resources)} - {"Name"}


def _known_cost(resources: Iterable[Resource], look: Look) -> Decimal:
    """What a month of their instances and volumes costs at list prices, where they are known."""
    total = Decimal(0)
    for one in resources:
        try:
            total += cost(_lines(one, look), look, one)
        except NotKnown:  # "at least" is what is said of the sum
            continue
    return total


def _lines(one: Resource, look: Look) -> tuple[Line, ...]:
    if one.kind == INSTANCE and one.state == "running":
        return (instance_line(one),)
    return volume_lines(one, look) if one.kind == _VOLUME else ()
