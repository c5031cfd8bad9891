"""Changes of what somebody else may have changed since the caller looked."""

from costgov.domain.documents import Document
from costgov.errors import VersionConflict
from costgov.pipeline.queries.stores import NOTHING, WHATEVER, Caller


def replaced_version(stored: Document | None, caller: Caller) -> int:
    """The version that a change takes the place of, 0 for none: the write's `if_version`.

    Raises:
        VersionConflict: what is stored is not what the caller's change is based on.
    """
    version = stored.version if stored else 0
    if stored is None:
        agreed = caller.based_on in {None, NOTHING}
    else:
        agreed = caller.based_on in {None, WHATEVER, stored.revision}
    if not agreed:
        raise VersionConflict("what is stored is not what the change is based on")
    return version
