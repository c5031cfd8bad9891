"""The lines that docs/webhook.md gives receivers do what they say."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from costgov.pipeline.channels.webhook import signature

PAGE = Path(__file__).parents[3] / "docs" / "webhook.md"
BODY = b'{"version": "1"}'


@pytest.fixture
def is_genuine() -> Callable[[bytes, str, bytes], bool]:
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in code.splitlines() if line]) <= 10
    defined: dict[str, Callable[[bytes, str, bytes], bool]] = {}
    exec(compile(code, str(PAGE), "exec"), defined)  # noqa: S102 - our own page
    return defined["is_genuine"]


def test_what_we_sign_is_genuine(is_genuine: Callable[[bytes, str, bytes], bool]) -> None:
    assert is_genuine(BODY, signature(BODY, "secret", int(time.time())), b"secret")


@pytest.mark.parametrize(
    ("body", "secret", "age"),
    [(BODY + b" ", b"secret", 0), (BODY, b"other", 0), (BODY, b"secret", 301)],
    ids=["changed", "another secret", "old"],
)
def test_what_is_changed_forged_or_old_is_not(
    is_genuine: Callable[[bytes, str, bytes], bool], body: bytes, secret: bytes, age: int
) -> None:
    header = signature(BODY, "secret", int(time.time()) - age)

    assert not is_genuine(body, header, secret)
