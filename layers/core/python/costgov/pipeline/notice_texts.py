"""The text of notices about the product's own work: plain words, readable raw in an e-mail."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from costgov.domain.accounts import NEW_ACCOUNT
from costgov.domain.notices import AccountNotice
from costgov.domain.runs import (
    ALERT,
    ANALYSE,
    COLLECT_COSTS,
    COLLECT_RATES,
    COLLECT_RESOURCES,
    DISCOVER_ACCOUNTS,
    FINISH,
    IMPORT_BILLING,
    OPTIMISE,
    ORGANIZATION,
    REPORT,
    SETTLE,
    Gap,
    Run,
    RunStatus,
)
from costgov.errors import (
    AccountNotReady,
    AccountSuspended,
    PolicyDenied,
    RegionDisabled,
    RoleRefused,
)
from costgov.pipeline.alerting.plain import body_text, plain, subject_text
from costgov.pipeline.messages import Notification

SHOWN: Final = 50
_CAUSES: Final[Mapping[str, tuple[str, str]]] = {
    RoleRefused.reason: (
        "The read-only role cannot be assumed: there is none, or it does not trust Cost Governor.",
        "Deploy the member role there (docs/operations.md), or exclude the account.",
    ),
    NEW_ACCOUNT: (
        "The account has just joined and cannot be looked at yet.",
        "Nothing, if the StackSet deploys to new accounts by itself; else deploy the member role.",
    ),
    AccountSuspended.reason: (
        "AWS has suspended the account.",
        "See the account's mail from AWS; exclude the account if it is to stay like that.",
    ),
    AccountNotReady.reason: (
        "AWS has not yet verified the account or activated the service.",
        "Wait a day; if it stays, sign in to the account and complete what AWS asks for.",
    ),
    RegionDisabled.reason: (
        "A region that is to be looked at is not enabled in the account.",
        "Enable the region there, or take it off the account's regions.",
    ),
    PolicyDenied.reason: (
        "A policy of the organisation forbids what Cost Governor reads.",
        "Let the member role through in the service control policy, or exclude the account.",
    ),
}
_OTHER: Final = ("Access was refused.", "See what the role may do (docs/iam.md).")
_STEPS: Final = {
    DISCOVER_ACCOUNTS: "The list of accounts",
    COLLECT_COSTS: "Costs from Cost Explorer",
    IMPORT_BILLING: "Billing files",
    COLLECT_RESOURCES: "Resources",
    COLLECT_RATES: "Prices and instance types",
    ANALYSE: "The analysis",
    OPTIMISE: "Recommendations",
    SETTLE: "The scores of past forecasts",
    ALERT: "Budget alerts",
    REPORT: "The report",
    FINISH: "The end of the run",
}


def account_notification(told: Sequence[AccountNotice]) -> Notification:
    """The notification that accounts cannot be looked at, all for one cause."""
    first = told[0]
    meaning, advice = _CAUSES.get(first.cause, _OTHER)
    which = _which(told)
    lines = [
        meaning,
        "",
        *(_account_line(notice) for notice in told),
        "",
        f"Said:   {plain(first.detail)}",
        f"To do:  {advice}",
        "",
        "All other accounts are looked at as usual. This is told once; it is told again only if",
        "it comes back after having been mended.",
    ]
    return Notification(
        subject=subject_text(f"Cost Governor cannot look at {which}: {first.cause}"),
        body=body_text("\n".join(lines) + "\n"),
        attributes={"kind": "gap", "cause": first.cause, "severity": "medium"},
    )


def _which(told: Sequence[AccountNotice]) -> str:
    if len(told) > 1:
        return f"{len(told)} accounts"
    [only] = told
    return "the organisation" if only.account_id == ORGANIZATION else f"account {only.account_id}"


def run_notification(run: Run) -> Notification:
    """The notification that a run is incomplete, with every gap in plain words."""
    count = "1 gap" if len(run.gaps) == 1 else f"{len(run.gaps)} gaps"
    failed = run.status is RunStatus.FAILED
    outcome = "gave no result" if failed else "is incomplete"
    lines = [
        f"The run {run.run_id} for {run.as_of} {outcome}: {count}.",
        "",
        *_gap_lines(run.gaps),
        "",
        "More:   costgov status",
    ]
    return Notification(
        subject=subject_text(f"Cost Governor: run {run.run_id} is {run.status}, {count}"),
        body=body_text("\n".join(lines) + "\n"),
        attributes={
            "kind": "run",
            "status": str(run.status),
            "severity": "high" if failed else "medium",
        },
    )


def _account_line(notice: AccountNotice) -> str:
    name = f" ({plain(notice.account_name)})" if notice.account_name else ""
    regions = f": {', '.join(notice.regions)}" if notice.regions else ""
    return f"  {notice.account_id}{name}{regions}"


def _gap_lines(gaps: Sequence[Gap]) -> Iterator[str]:
    for gap in gaps[:SHOWN]:
        of = "" if gap.target == "all" else f" of {plain(gap.target)}"
        yield f"- {_STEPS.get(gap.step, gap.step)}{of}: {gap.reason}: {plain(gap.detail)}"
        yield f"  tried again from {gap.retry_after}"
    if len(gaps) > SHOWN:
        yield f"and {len(gaps) - SHOWN} more"
