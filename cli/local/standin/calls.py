"""Who calls, and what a service's handler looks like."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

type Params = dict[str, Any]
type Reply = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """The account and region a request is signed for; `session` is an assumed role's ARN."""

    account_id: str
    region: str
    session: str | None = None

    @property
    def arn(self) -> str:
        """The caller as AWS names it in refusals."""
        return self.session or f"arn:aws:iam::{self.account_id}:root"


type Handler = Callable[[Params, Caller, datetime], Reply]
"""Answers one operation at a moment; raises AwsError to refuse."""
