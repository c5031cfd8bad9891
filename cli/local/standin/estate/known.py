"""Which things are told of, so that a wrong name is told from one that has nothing."""

import re
from collections.abc import Iterator, Mapping

from cli.local.standin.calls import Caller
from cli.local.synthetic.estate import Answer, Estate, Listed
from cli.local.synthetic.names import ACCOUNTS

_LAST_PART = re.compile(r"[:/]")
_VERBS = re.compile(r"^(?:List|Describe|Get)")
_OWN_NAMES = frozenset({"arn", "id", "name"})


def here(told: Listed | Answer, caller: Caller) -> bool:
    """Whether something is told of the caller's account and region."""
    account = not told.account or ACCOUNTS[told.account].id == caller.account_id
    return account and told.region in {"", caller.region}


class Known:
    """The names and ARNs of an estate's things."""

    def __init__(self, estate: Estate) -> None:
        self._told: tuple[Listed | Answer, ...] = (*estate.listed, *estate.answers)
        self._names: dict[tuple[str, Caller], tuple[frozenset[str], frozenset[str]]] = {}

    def has(self, service: str, caller: Caller, value: object) -> bool:
        """Whether a service has something of this name in the caller's account and region."""
        key = service, Caller(caller.account_id, caller.region)
        if key not in self._names:
            names = frozenset(
                name
                for told in self._told
                if told.service == service and here(told, caller)
                for name in _names(told)
            )
            self._names[key] = names, frozenset(_last(name) for name in names)
        names, ends = self._names[key]
        text = str(value)
        return text in names or text in ends or _last(text) in names


def _last(text: str) -> str:
    """The name at the end of an ARN; any other text is a name."""
    return _LAST_PART.split(text)[-1] if text.startswith("arn:") else text


def _names(told: Listed | Answer) -> Iterator[str]:
    """What tells a thing from others: its own identifiers, and what it was asked by."""
    yield from (value for value in told.where.values() if isinstance(value, str))
    if isinstance(told, Answer):
        return
    noun = _VERBS.sub("", told.operation).lower()
    stems = tuple({noun, noun.removesuffix("s"), noun.removesuffix("es")})
    for item in told.items:
        if isinstance(item, Mapping):
            for field, value in item.items():
                own = field.lower() in _OWN_NAMES or field.lower().startswith(stems)
                if own and isinstance(value, str):
                    yield value
        else:
            yield str(item)
