"""Stored JSON documents, as any store of them hands them out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A stored JSON text under its keys; `version` counts its writes from 1."""

    pk: str
    sk: str
    body: str
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """Documents in key order and the sort key to go on after, if there are more."""

    documents: tuple[Document, ...]
    next_after: str | None
