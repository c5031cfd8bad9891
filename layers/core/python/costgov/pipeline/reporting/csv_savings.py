"""The backlog's CSV files: every recommendation, every reason for no advice, every place."""

from collections.abc import Iterator, Sequence

from costgov.pipeline.reporting.page import ReportPage
from costgov.pipeline.sheets import Cell

RECOMMENDATIONS = (
    "Id", "Check", "Title", "Action", "State", "StateSince", "ResourceId", "ResourceName",
    "ResourceType", "SubAccountId", "RegionId", "Owner", "MonthlyCost", "MonthlySaving",
    "SavingLow", "SavingHigh", "BillingCurrency", "Risk", "Effort", "Severity", "Confidence",
    "Source", "FirstSeen", "LastSeen", "CoveredBy", "Why", "Arithmetic",
)  # fmt: skip
NO_ADVICE = ("SubAccountId", "Check", "ResourceType", "Reason", "Resources", "Examples")
LOOKED_AT = ("SubAccountId", "RegionId", "AsOf", "Resources", "Reason", "Detail")


def recommendation_rows(page: ReportPage) -> Iterator[Sequence[Cell]]:
    """Every recommendation, whatever its state."""
    for one in page.savings.rows:
        row, stands = one.row, one.standing
        yield (
            row.id, row.check, row.title, row.action.value, stands.state.value, stands.since,
            row.arn, row.name, row.kind, row.account_id, row.region, row.owner, row.monthly_cost,
            row.saving, row.low, row.high, row.currency, row.risk.value, row.effort.value,
            row.severity.value, str(row.confidence), row.source, row.life.first_seen,
            row.life.last_seen, row.life.covered_by, row.why, row.arithmetic,
        )  # fmt: skip


def no_advice_rows(page: ReportPage) -> Iterator[Sequence[Cell]]:
    """A row per account, check and reason."""
    for account in page.savings.accounts:
        for group in account.no_advice:
            names = " ".join(one.id for one in group.examples)
            yield (
                account.account_id, group.check, group.kind, group.reason, group.count, names,
            )  # fmt: skip


def looked_at_rows(page: ReportPage) -> Iterator[Sequence[Cell]]:
    """A row per place and per reason why it was not seen as a whole."""
    for account in page.savings.accounts:
        for place in account.places:
            start = (account.account_id, place.region, place.as_of, place.resources)
            if not place.not_seen:
                yield (*start, None, None)
            for gap in place.not_seen:
                yield (*start, gap.reason, gap.detail)
