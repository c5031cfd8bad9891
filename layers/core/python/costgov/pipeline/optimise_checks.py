"""The checks as they are set: which run, by which thresholds, and their list for readers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from costgov.checks.contract import Check, Threshold
from costgov.checks.registry import registry
from costgov.domain.backlog.coverage import CheckInfo, CheckList, ThresholdInfo
from costgov.domain.backlog.policy import CheckPolicy
from costgov.domain.money import amount_text


def refused(
    policy: CheckPolicy, checks: Iterable[Check] | None = None
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Whatever the policy names that there is not: where it stands there, and a sentence."""
    known = {one.meta.id: one.meta for one in (registry() if checks is None else checks)}
    for number, name in enumerate(policy.disabled):
        if name not in known:
            yield ("disabled", number), f"there is no check {name!r} to switch off"
    for name, figures in policy.thresholds.items():
        if name not in known:
            yield ("thresholds", name), f"there is no check {name!r} to set thresholds of"
            continue
        for threshold in (one for one in figures if one not in known[name].thresholds):
            there = ", ".join(known[name].thresholds) or "none"
            sentence = f"the check {name!r} has no threshold {threshold!r}; it has {there}"
            yield ("thresholds", name, threshold), sentence


def enabled(policy: CheckPolicy, checks: Iterable[Check] | None = None) -> tuple[Check, ...]:
    """The checks that run."""
    every = registry() if checks is None else checks
    return tuple(one for one in every if one.meta.id not in policy.disabled)


def check_list(checks: Sequence[Check], policy: CheckPolicy, as_of: date) -> CheckList:
    """What readers may know of every check."""
    return CheckList(as_of=as_of, checks=tuple(_info(one, policy) for one in checks))


def _info(check: Check, policy: CheckPolicy) -> CheckInfo:
    meta, own = check.meta, policy.thresholds.get(check.meta.id, {})
    return CheckInfo(
        id=meta.id,
        title=meta.title,
        why=meta.why,
        kinds=meta.kinds,
        action=meta.action,
        severity=meta.severity,
        effort=meta.effort,
        risk=meta.risk,
        reversible=meta.reversible,
        iam=meta.iam,
        metrics=meta.metrics,
        window_days=meta.window_days,
        docs=meta.docs,
        thresholds={name: _threshold(one, own.get(name)) for name, one in meta.thresholds.items()},
        enabled=meta.id not in policy.disabled,
    )


def _threshold(one: Threshold, own: Decimal | None) -> ThresholdInfo:
    return ThresholdInfo(
        default=amount_text(one.default),
        value=amount_text(one.default if own is None else own),
        unit=one.unit,
        meaning=one.meaning,
    )
