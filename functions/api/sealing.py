"""What a filtered route says to a caller who sees some accounts only: of which it speaks.

Its page tokens are good for who sees the same accounts, and for nobody else: a position in one
list means nothing in another.
"""

import re
from hashlib import sha256
from typing import Final

from costgov.domain.access import Sight
from pydantic import BaseModel

from functions.api.problems import InvalidParameters

_TOKEN: Final = re.compile(r"(?<![^&])page_token=([^&]*)")


def opened(raw_query: str, sight: Sight) -> str:
    """A query string whose page token, if there is one, is as the use case gave it out.

    Raises:
        InvalidParameters: the token was given out to who sees other accounts.
    """
    if sight.is_whole:
        return raw_query
    seal = _seal(sight)

    def unsealed(found: re.Match[str]) -> str:
        if not found[1].startswith(seal):
            raise InvalidParameters.one("page_token", "was given out for another request")
        return f"page_token={found[1].removeprefix(seal)}"

    return _TOKEN.sub(unsealed, raw_query)


def sealed[A: BaseModel | None](answer: A, sight: Sight) -> A:
    """An answer that says which accounts it is about, its page token sealed."""
    if answer is None or sight.is_whole:
        return answer
    from costgov.pipeline.queries.sights import without_files  # noqa: PLC0415 - for some alone

    said: dict[str, object] = {
        "covers": sight.own,
        # Names of files are everybody's.
        "sources": without_files(getattr(answer, "sources", ())),
    }
    if token := getattr(answer, "next_page", None):
        said["next_page"] = f"{_seal(sight)}{token}"
    return answer.model_copy(update={name: said[name] for name in said if hasattr(answer, name)})


def _seal(sight: Sight) -> str:
    return sha256(",".join(sight.own).encode()).hexdigest()[:12] + "."
