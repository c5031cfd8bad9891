"""Messages as plain text for e-mail: readable raw, 72 columns, one fact a line, links last."""

from collections.abc import Iterator, Sequence
from typing import Final

from costgov.domain.alerting.alert import News
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import Driver, Link, RuleKind
from costgov.pipeline.alerting.digests import Digest, Told, digest_of
from costgov.pipeline.alerting.plain import (
    BODY_BYTES,
    COLUMNS,
    body_text,
    labelled,
    plain,
    shortened,
    subject_text,
    wrapped,
)
from costgov.pipeline.alerting.wording import (
    ASKING,
    background,
    drivers_shown,
    figures,
    headline,
    money,
    to_do,
)

_REPEATED: Final = (
    "This may reach you twice: whether the first sending arrived is not known. Both have the same "
    "reference."
)
_REPEATED_DIGEST: Final = (
    "This may reach you twice: whether the first sending arrived is not known."
)


def subject_of(news: News) -> str:
    """The subject of an e-mail: printable ASCII below 100 characters.

    It begins with the severity while somebody is asked for, and with what has happened otherwise.
    """
    signal = news.alert.signal
    asks = news.what in ASKING and signal.kind is not RuleKind.RECOMMENDATION
    return subject_text((f"[{signal.severity}] " if asks else "") + headline(news))


def text_of(news: News, *, repeated: bool = False) -> str:
    """The body of an e-mail, at most what SNS takes; `repeated` says that it may be a copy."""
    signal = news.alert.signal
    paragraphs = (
        wrapped(headline(news)),
        [line for fact in figures(news) for line in labelled(fact.label, fact.text)],
        _driver_lines(news),
        [line for fact in background(news) for line in labelled(fact.label, fact.text)],
        [line for fact in to_do(news) for line in labelled(fact.label, fact.text)],
        wrapped(_REPEATED) if repeated else [],
        labelled("Reference", news.id),
        [line for link in signal.links for line in _link_lines(link)],
    )
    rest = f"costgov alerts show {news.alert.id} has the rest"
    return body_text(_paragraphs(paragraphs), rest=rest)


def digest_subject(items: Sequence[OutboxItem]) -> str:
    """The subject of a digest."""
    return subject_text(f"Cost Governor digest {digest_of(items).title}")


def digest_text(items: Sequence[OutboxItem], *, repeated: bool = False) -> str:
    """Everything that was held back: by reason, then by team, the gravest first."""
    digest = digest_of(items)
    opening = wrapped(f"{digest.how_many} held back until now.")
    rest = "costgov alerts list has the rest"
    closing = labelled("One of them", "costgov alerts show ID")
    again = wrapped(_REPEATED_DIGEST) if repeated else []
    text = _paragraphs((opening, *_digest_paragraphs(digest), closing, again))
    return body_text(text, BODY_BYTES, rest)


def _paragraphs(paragraphs: Sequence[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _driver_lines(news: News) -> list[str]:
    signal = news.alert.signal
    if signal.kind is RuleKind.RECOMMENDATION:
        proposals = [_proposal(one, signal.subject.currency) for one in signal.drivers]
        return "\n\n".join(proposals).split("\n") if proposals else []
    shown, more = drivers_shown(news)
    if not shown:
        return []
    lines = [*wrapped(f"Largest {signal.drivers_of}:" if signal.drivers_of else "Made up of:")]
    lines += _table(shown, signal.subject.currency)
    return [*lines, f"  and {more} more"] if more else lines


def _proposal(driver: Driver, currency: str | None) -> str:
    """A recommendation, what it saves, and how to approve it."""
    lines = (
        *wrapped(driver.name, "  ", "- "),
        f"  saves {money(driver.amount, currency)} a month",
        f"  costgov recommendations approve {driver.id}",
    )
    return "\n".join(lines)


def _table(drivers: Sequence[Driver], currency: str | None) -> Iterator[str]:
    """Names on the left, amounts and shares below each other on the right."""
    amounts = [money(one.amount, currency) for one in drivers]
    shares = [
        "" if one.share_percent is None else f"{one.share_percent.normalize():f} %"
        for one in drivers
    ]
    widest, share_width = max(map(len, amounts)), max(map(len, shares))
    width = COLUMNS - 2 - 2 - widest - (2 + share_width if share_width else 0)
    for driver, amount, share in zip(drivers, amounts, shares, strict=True):
        name = shortened(plain(driver.name), width)
        line = f"  {name:<{width}}  {amount:>{widest}}"
        yield f"{line}  {share:>{share_width}}".rstrip() if share_width else line


def _link_lines(link: Link) -> list[str]:
    """A label and its address below it, whole however long: a broken one leads nowhere."""
    address = plain(link.address).replace(" ", "%20")
    if address.startswith("/"):
        return [*wrapped(f"{link.label} (through costgov open):"), f"  GET {address}"]
    return [*wrapped(f"{link.label}:"), f"  {address}"]


def _digest_paragraphs(digest: Digest) -> Iterator[list[str]]:
    for section in digest.sections:
        yield _heading(f"{section.reason} ({section.size})")
        for team in section.teams:
            lines = wrapped(f"{team.name}:")
            yield lines + [line for told in team.told for line in _told_lines(told)]


def _heading(text: str) -> list[str]:
    lines = wrapped(text[:1].upper() + text[1:])
    return [*lines, "-" * max(map(len, lines))]


def _told_lines(told: Told) -> list[str]:
    return [*wrapped(told.headline, "    ", "  - "), *wrapped(told.detail, "    ")]
