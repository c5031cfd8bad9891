"""The page of all checks, as they declare themselves."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from costgov.checks.contract import Meta, Threshold
from costgov.checks.registry import registry

_HEAD: Final = "| check | what is done | severity · effort · risk | evidence | thresholds |"
_RULE: Final = "|---|---|---|---|---|"


def page() -> str:
    """The page as Markdown: a table for each service."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    checks = [check.meta for check in registry()]
    services: defaultdict[str, list[Meta]] = defaultdict(list)
    for meta in checks:
        services[_service(meta)].append(meta)
    yield "# Checks\n"
    yield (
        f"{len(checks)} checks of {len(services)} services, written from what each module of\n"
        "`costgov.checks` declares. A check that misses evidence says so and finds nothing; what\n"
        "it finds is priced by the bill or the price list, or says why it has no price.\n"
        "Thresholds are defaults that users may change; evidence is read with the named\n"
        "permissions, metrics over the days given."
    )
    for service in sorted(services, key=str.lower):
        yield f"\n## {service}\n"
        yield from (_HEAD, _RULE)
        yield from map(_row, services[service])


def _service(meta: Meta) -> str:
    """`Lambda` of `AWS::Lambda::Function`; what belongs to no service is the account's."""
    return meta.kinds[0].split("::")[1] or "Account"


def _row(meta: Meta) -> str:
    check = f"[{meta.title}]({meta.docs})<br>`{meta.id}`<br>{meta.why}"
    action = meta.action.value if meta.reversible else f"{meta.action.value}, for good"
    levels = f"{meta.severity} · {meta.effort} · {meta.risk}"
    return f"| {check} | {action} | {levels} | {_evidence(meta)} | {_thresholds(meta)} |"


def _evidence(meta: Meta) -> str:
    read = ", ".join(f"`{action}`" for action in sorted(meta.iam))
    if not meta.metrics:
        return read
    metrics = ", ".join(f"`{name}`" for name in meta.metrics)
    return f"{read}<br>{metrics} over {meta.window_days} days"


def _thresholds(meta: Meta) -> str:
    return "<br>".join(_threshold(name, one) for name, one in meta.thresholds.items())


def _threshold(name: str, one: Threshold) -> str:
    return f"`{name}` {one.default} {one.unit}: {one.meaning}"
