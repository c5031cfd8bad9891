"""Slack's markup and blocks: anybody's text made harmless, every text within its limit.

Limits as of docs.slack.dev/reference/block-kit; Slack refuses a whole message for one block.
"""

from collections.abc import Iterable
from typing import Any, Final

from costgov.domain.alerting.closing import person
from costgov.domain.alerting.signal import Link
from costgov.pipeline.alerting.plain import plain, shortened

type Block = dict[str, Any]

BLOCKS: Final = 50
FIELDS: Final = 10
HEADER: Final = 150
SECTION: Final = 3_000
FIELD: Final = 2_000
ALTOGETHER: Final = 11_000
"""Characters of all blocks as JSON: beyond about 13,200 Slack refuses a message
(`msg_blocks_too_long`, not documented)."""
_ADDRESS: Final = 600


def escaped(text: str, longest: int = SECTION) -> str:
    """Anybody's text within Slack's markup: one visible line, no mention, no link.

    At most `longest` characters with its entities, none of which is broken.

    >>> escaped("<!channel> A&B"), escaped("abcdef", 4)
    ('&lt; !channel&gt; A&amp;B', 'abc…')
    """
    line, length = plain(text), longest
    while len(found := _entities(shortened(line, length))) > longest:
        length -= max(1, (len(found) - longest) // 5)
    return found


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def who(name: str) -> str:
    """Whom an entry names; a Slack user as a mention.

    >>> who("slack:U012AB3CD"), who("slack:<!here>")
    ('<@U012AB3CD>', 'Slack user &lt; !here&gt;')
    """
    user = name.removeprefix("slack:")
    if user != name and user.isalnum() and user.isascii():
        return f"<@{user}>"
    return escaped(person(name), 200)


def link(to: Link) -> str:
    """A link to an https address; what leads through the API is named as its request."""
    label, address = escaped(to.label, 80), plain(to.address).replace(" ", "%20")
    if len(address) > _ADDRESS:
        return label
    if not address.startswith("https://"):
        return f"{label}: `GET {escaped(address, _ADDRESS)}`"
    safe = address.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E")
    return f"<{safe.replace('|', '%7C')}|{label.replace('|', '/')}>"


def header(text: str) -> Block:
    """A title."""
    shown = escaped(text, HEADER)
    return {"type": "header", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def section(markup: str) -> Block:
    """A paragraph."""
    return {"type": "section", "text": marked_up(markup)}


def fields(markups: Iterable[str]) -> Block:
    """Up to ten facts side by side."""
    return {"type": "section", "fields": [marked_up(one) for one in markups]}


def notes(markups: Iterable[str]) -> Block:
    """Small print; empty texts are left out."""
    return {"type": "context", "elements": [marked_up(one) for one in markups if one]}


def button(label: str, action: str, value: str, style: str | None = None) -> Block:
    """A button that tells `action` and `value`; its style is `primary`, `danger` or none."""
    text = {"type": "plain_text", "text": label}
    found: Block = {"type": "button", "text": text, "action_id": action, "value": value}
    return found if style is None else found | {"style": style}


def marked_up(markup: str) -> Block:
    """`verbatim`: what looks like an address or a channel in a name is not made a link."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}
