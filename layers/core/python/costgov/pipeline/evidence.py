"""Evidence: what sources answered, kept so that every stored figure can be traced."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

from costgov.gateways.ports import ObjectStore


def keep_json(evidence: ObjectStore, key: str, content: Mapping[str, Any]) -> None:
    """Write content as packed JSON; equal content gives equal bytes."""
    text = json.dumps(content, ensure_ascii=False)
    evidence.put(key, gzip.compress(text.encode(), mtime=0), "application/gzip")
