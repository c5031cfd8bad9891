"""Rows of the CSV files about the bill itself: why it changed, who tells of it, its credits."""

from collections.abc import Iterator, Sequence

from costgov.domain.reconciliation import InvoiceMonth, SourceMonth
from costgov.pipeline.reporting.page import ReportPage
from costgov.pipeline.sheets import Cell

DRIVERS = (
    "BillingCurrency", "Kind", "ServiceName", "UsageType", "Change", "ConsumedUnit",
    "BaseQuantity", "Quantity", "BaseRate", "Rate", "Reason",
)  # fmt: skip
_SOURCE = ("BilledCost", "EffectiveCost", "Days", "AsOf")
MONTHS = (
    "BillingCurrency", "Month", "Complete",
    *(f"{who}{column}" for who in ("", "CostExplorer", "Files") for column in _SOURCE),
    "Invoices", "Invoiced", "NotInvoicedYet", "InvoicesAsOf", "ComparedDays", "Difference",
    "Verdict",
)  # fmt: skip
CREDITS = (
    "BillingCurrency", "Credit", "SubAccountId", "ServiceName", "GrantedOn", "ExpiresOn",
    "Granted", "Used", "Balance", "State", "KnownFrom", "DailyRate", "RunsOut", "Earliest",
    "Latest", "Unused", "Basis",
)  # fmt: skip


def driver_rows(page: ReportPage) -> Iterator[Sequence[Cell]]:
    """Every driver of the change since last month; they add up to it."""
    for section in page.ledgers:
        changed = section.facts.changed if section.facts else None
        for one in changed.drivers if changed else ():
            yield (
                section.currency, one.kind, one.service, one.usage_type, one.amount, one.unit,
                one.base_quantity, one.quantity, one.base_rate, one.rate, one.reason,
            )  # fmt: skip


def month_rows(page: ReportPage) -> Iterator[Sequence[Cell]]:
    """Every shown month by all who tell of it."""
    for section in page.ledgers:
        for row in section.reconciled.months:
            one = row.month
            yield (
                section.currency, one.month, "yes" if one.complete else "no", *_told(one.ours),
                *_told(one.cost_explorer), *_told(one.files), *_invoiced(one.invoices),
                one.compared_days, one.difference, row.verdict,
            )  # fmt: skip


def _told(one: SourceMonth | None) -> Sequence[Cell]:
    if one is None:
        return (None, None, None, None)
    return (one.billed, one.effective, one.days, one.as_of)


def _invoiced(one: InvoiceMonth | None) -> Sequence[Cell]:
    if one is None:
        return (None, None, None, None)
    return (len(one.invoices) + one.others, one.invoiced, one.not_issued, one.as_of)


def credit_rows(page: ReportPage) -> Iterator[Sequence[Cell]]:
    """Every granted credit, and what no grant explains."""
    for section in page.ledgers:
        if section.credits is None:
            continue
        for one in section.credits.grants:
            grant = one.grant
            yield (
                grant.currency, grant.name, grant.account, grant.service, grant.granted_on,
                grant.expires_on, grant.amount, one.applied, one.balance, one.state,
                one.known_from, one.rate.mean if one.rate else None, one.runs_out, one.earliest,
                one.latest, one.unused, one.reason,
            )  # fmt: skip
        if section.credits.not_granted:
            rest = section.credits.not_granted
            yield (
                section.currency,
                None,
                *(None,) * 5,
                rest,
                *(None,) * 8,
                "in no configured credit",
            )
