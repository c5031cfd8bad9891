"""Inventoried resources with their metric digests, by account and region."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from costgov.domain.resources import Resource
from costgov.domain.runs import COLLECT_RESOURCES
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.queries.exchange import distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, fitting
from costgov.pipeline.queries.sights import require
from costgov.pipeline.queries.stores import ReadStores

GLOBAL: Final = "global"
# An account or region that no run of so many has looked at is no longer one of ours.
_RECENT_RUNS = 7


class ResourceQuestion(Paged):
    """The inventory, or that of one account or region."""

    account: Annotated[
        str | None, Field(pattern=r"^[0-9]{12}$", description="A SubAccountId; all by default.")
    ] = None
    region: Annotated[
        str | None, Field(pattern=r"^[a-z0-9-]{1,32}$", description="A RegionId; all by default.")
    ] = None

    kind: Annotated[
        str | None,
        Field(pattern=r"^AWS::\w{1,32}::\w{1,64}$", description="A CloudFormation type."),
    ] = None

    def accepts(self, target: str) -> bool:
        """Whether `<account>/<region>` was asked for."""
        account, _, region = target.partition("/")
        return self.account in {None, account} and self.region in {None, region}


class Resources(PagedAnswer):
    """Resources by account, region and id; what they cost is not among this."""

    listed: ClassVar[str] = "resources"

    resources: tuple[Resource, ...]


def list_resources(stores: ReadStores, question: ResourceQuestion) -> Resources:
    """Inventoried resources with their metric digests.

    Raises:
        InvalidInput: the page token is bad.
        Forbidden: the account that was asked for is not the caller's to see.
    """
    begun, after = question.position(2) or ("", None)
    found: list[Resource] = []
    if question.account is not None:
        require(stores.sight, question.account, f"account {question.account}")
    for target in targets_of(stores.control):
        if len(found) > question.limit:
            break
        seen = stores.sight.sees(target.partition("/")[0])
        if seen and target >= begun and question.accepts(target):
            start = after if target == begun else None
            prefix = f"{question.kind}#" if question.kind else ""
            wanted = question.limit + 1 - len(found)
            found += _after(stores.results, target, (prefix, start), wanted)
    kept = fitting(found[: question.limit])
    more = len(kept) < len(found)
    return Resources(
        data_as_of=oldest(resource.as_of.isoformat() for resource in kept),
        sources=distinct(resource.kind for resource in kept),
        next_page=question.token(*_place(kept[-1])) if more else None,
        resources=tuple(kept),
    )


def targets_of(control: DocumentStore) -> list[str]:
    """Every `<account>/<region>` that a recent run was to look at, in order."""
    recent, _ = records.runs(control).page(newest_first=True, limit=_RECENT_RUNS)
    names = (name.partition("#") for run in recent for name in run.expected_steps)
    targets = {target for step, _, target in names if step == COLLECT_RESOURCES}
    # What belongs to no region is looked at with the first region of its account.
    nowhere = {f"{target.partition('/')[0]}/{GLOBAL}" for target in targets}
    return sorted(targets | nowhere)


def _after(
    results: DocumentStore, target: str, place: tuple[str, str | None], wanted: int
) -> list[Resource]:
    account, _, region = target.partition("/")
    prefix, after = place
    found: list[Resource] = []
    while True:
        page, after = records.resources(results).page(
            account, region, prefix=prefix, after=after, limit=wanted - len(found)
        )
        found += page
        if after is None or len(found) == wanted:
            return found


def _place(resource: Resource) -> tuple[str, str]:
    return f"{resource.account_id}/{resource.region}", resource.key
