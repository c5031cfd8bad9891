"""Typed records of the backlog; keys as in `records`.

control table: decisions, how checks and advice are set, hosts.
results table: recommendations, the lists made of them, what was looked at, the roadmap.
"""

from typing import Final

from costgov.domain.backlog.coverage import AccountAdvice, CheckList
from costgov.domain.backlog.policy import AdvicePolicy, CheckPolicy
from costgov.domain.backlog.recommendation import Recommendation
from costgov.domain.backlog.standing import Decision
from costgov.domain.backlog.summary import BacklogPage, BacklogSummary
from costgov.domain.host_advice import HostPlan
from costgov.domain.roadmap import Roadmap, TargetSet
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records

ONLY: Final = "all"
"""The sort key of what there is one of."""

MOST: Final = "most"
"""The sort key of the set that saves the most."""


def decisions(control: DocumentStore) -> Records[Decision]:
    """What people decided on recommendations, sorted by id."""
    return Records(control, Decision, "recommendation-decision")


def check_policies(control: DocumentStore) -> Records[CheckPolicy]:
    """How checks are set: one, sorted as ONLY."""
    return Records(control, CheckPolicy, "check-policy")


def check_policy(control: DocumentStore) -> CheckPolicy:
    """How checks are set; by default all run with their own thresholds."""
    try:
        return check_policies(control).get(ONLY)
    except NotFound:
        return CheckPolicy()


def advice_policies(control: DocumentStore) -> Records[AdvicePolicy]:
    """How advice is set: one, sorted as ONLY."""
    return Records(control, AdvicePolicy, "advice-policy")


def advice_policy(control: DocumentStore) -> AdvicePolicy:
    """How advice is set, or the default."""
    try:
        return advice_policies(control).get(ONLY)
    except NotFound:
        return AdvicePolicy()


def hosts(control: DocumentStore) -> Records[HostPlan]:
    """Hosts priced by vCPU and GB, sorted by name."""
    return Records(control, HostPlan, "host")


def recommendations(results: DocumentStore) -> Records[Recommendation]:
    """Every recommendation, sorted by id."""
    return Records(results, Recommendation, "recommendation")


def backlog_pages(results: DocumentStore) -> Records[BacklogPage]:
    """The backlog as a list, largest saving first, sorted by the page's number in five digits."""
    return Records(results, BacklogPage, "backlog-page")


def backlog_summaries(results: DocumentStore) -> Records[BacklogSummary]:
    """What the backlog comes to: one, sorted as ONLY."""
    return Records(results, BacklogSummary, "backlog-summary")


def account_advice(results: DocumentStore) -> Records[AccountAdvice]:
    """What was looked at and came of it, sorted by account."""
    return Records(results, AccountAdvice, "account-advice")


def check_lists(results: DocumentStore) -> Records[CheckList]:
    """Every check there is: one document, sorted as ONLY."""
    return Records(results, CheckList, "check-list")


def roadmaps(results: DocumentStore) -> Records[Roadmap]:
    """The roadmap, sorted by currency."""
    return Records(results, Roadmap, "roadmap")


def target_sets(results: DocumentStore) -> Records[TargetSet]:
    """What to do to save a percentage: part currency, sort `target_sort` or MOST."""
    return Records(results, TargetSet, "roadmap-target")


def target_sort(percent: int) -> str:
    """Where the set of a percentage is sorted."""
    return f"{percent:03d}"
