"""Plain text that is safe wherever it is shown: visible lines, ASCII subjects, bounded bodies."""

import re
import textwrap
import unicodedata
from typing import Final

COLUMNS: Final = 72
LABEL: Final = 15
"""Columns of a label with its colon; a longer one has a line of its own."""

# SNS takes 262,144 bytes with the attributes, and subjects below 100 printable ASCII characters.
BODY_BYTES: Final = 262_144 - 4_096
SUBJECT_CHARACTERS: Final = 99
# What chats that a message is forwarded to take for a mention: <!channel>, <@U012>, <#C012>.
_MENTION: Final = re.compile("<(?=[!@#])")
_JOINER: Final = "\u200d"  # holds emoji together; every other invisible character goes
_CUT: Final = "the rest is longer than a message may be"
_ASCII: Final = str.maketrans(
    {
        "€": "EUR ",
        "£": "GBP ",
        "¥": "JPY ",
        "₹": "INR ",
        "…": "...",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u00d7": "x",
        "\u2019": "'",
        "\u2018": "'",
        "\u201c": '"',
        "\u201d": '"',
        "ß": "ss",
        "→": "->",
    }
)


def plain(text: str) -> str:
    """One line of visible text: control, bidirectional and other invisible characters go.

    What a chat would take for a mention is parted.

    >>> plain("a\\r\\nBcc: b\\u202ec"), plain("<!channel>")
    ('a Bcc: b c', '< !channel>')
    """
    visible = (
        char if char == _JOINER or unicodedata.category(char)[0] != "C" else " " for char in text
    )
    return _MENTION.sub("< ", " ".join("".join(visible).split()))


def subject_text(text: str) -> str:
    """Text an SNS subject may hold: printable ASCII, below 100 characters.

    Currency signs become codes, accents go, and what has no ASCII is one question mark a word.

    >>> subject_text("Über\\n80 % of €1,200"), subject_text("東京 $5")
    ('Uber 80 % of EUR 1,200', '? $5')
    """
    parted = unicodedata.normalize("NFKD", plain(text).translate(_ASCII))
    bare = "".join(char for char in parted if not unicodedata.combining(char))
    ascii_only = re.sub(r"[^\x20-\x7e]+", "?", bare)
    # Compatibility forms may hold spaces, and what parts a mention may have come from one.
    line = plain(ascii_only)
    if len(line) <= SUBJECT_CHARACTERS:
        return line
    return line[: SUBJECT_CHARACTERS - 3].rstrip() + "..."


def body_text(text: str, limit: int = BODY_BYTES, rest: str = _CUT) -> str:
    """Text of at most `limit` bytes: cut at a whole line or character, and `rest` says where the
    rest is."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    note = f"\n[cut: {rest}]\n"
    kept = encoded[: limit - len(note.encode())].decode(errors="ignore")
    lines, newline, _partial = kept.rpartition("\n")
    return (lines if newline else kept) + note


def shortened(text: str, length: int) -> str:
    """Text of at most so many characters; a longer one ends in an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """Anybody's text as one paragraph within the columns; its first line may begin otherwise."""
    begun = indent if first is None else first
    return textwrap.wrap(plain(text), COLUMNS, initial_indent=begun, subsequent_indent=indent)


def labelled(label: str, text: str) -> list[str]:
    """A fact as `Label:  text` within the columns; without text there is no line."""
    said, indent = plain(text), " " * LABEL
    if not said:
        return []
    head = f"{plain(label)}:"
    beside = len(head) < LABEL
    first = f"{head:<{LABEL}}" if beside else indent
    lines = textwrap.wrap(said, COLUMNS, initial_indent=first, subsequent_indent=indent)
    return lines if beside else [head, *lines]
