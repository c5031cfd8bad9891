"""Which kinds of resources there are, and where: by the keys they are stored under."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from costgov.collectors.inventory.contract import GLOBAL
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records


def kinds_by_region(results: DocumentStore) -> Mapping[str, AbstractSet[str]]:
    """The CloudFormation types in the inventory of each region, "global" among them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    looked_at = [one.target for one in records.inventories(results).all()]
    for target in looked_at:
        found[target.region] |= set(_kinds(results, target.account_id, target.region))
    for account in sorted({target.account_id for target in looked_at}):
        found[GLOBAL] |= set(_kinds(results, account, GLOBAL))
    return found


def _kinds(results: DocumentStore, account: str, region: str) -> Iterator[str]:
    """The kind of every resource: what comes before its id in the sort key."""
    partition, after = records.resources(results).partition(account, region), None
    while True:
        page = results.query(partition, after=after)
        yield from (document.sk.partition("#")[0] for document in page.documents)
        if (after := page.next_after) is None:
            return
