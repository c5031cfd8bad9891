"""Stored JSON documents, as any store of them hands them out."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Document:
    """A stored JSON text under its keys; `version` counts its writes from 1."""

    pk: str
    sk: str
    body: str
    version: int

    @property
    def revision(self) -> str:
        """Names this very state, also among those of a document that was removed and made anew."""
        return f"{self.version}-{sha256(self.body.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Page:
    """Documents in key order and the sort key to go on after, if there are more."""

    documents: tuple[Document, ...]
    next_after: str | None
