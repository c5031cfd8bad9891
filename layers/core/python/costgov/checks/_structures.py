"""Attributes that are structures or lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from costgov.checks.contract import Look
from costgov.domain.resources import Resource
from costgov.errors import NotKnown


def structure(resource: Resource, look: Look, name: str) -> Mapping[str, Any]:
    """An attribute that is a structure; raises NotKnown."""
    found = look.attribute(resource, name)
    if not isinstance(found, dict):
        raise NotKnown(f"{name} is no structure")
    return found


def structures(resource: Resource, look: Look, name: str) -> Sequence[Mapping[str, Any]]:
    """An attribute that is a list of structures; raises NotKnown."""
    found = look.attribute(resource, name)
    if not isinstance(found, list):
        raise NotKnown(f"{name} is no list")
    return [one for one in found if isinstance(one, dict)]
