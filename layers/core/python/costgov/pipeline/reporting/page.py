"""Everything the report of a day shows, read from the stores into one value."""

from dataclasses import dataclass
from datetime import date

from costgov.domain.imports import ImportRecord
from costgov.domain.own_cost import OwnCostSummary
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import Gap, Run
from costgov.gateways.ports import CostStore, DocumentStore
from costgov.pipeline.own_cost import own_cost_summary
from costgov.pipeline.reporting.alerts import AlertsSection, read_alerts
from costgov.pipeline.reporting.completeness import gaps_so_far, imports_of
from costgov.pipeline.reporting.estate import Estate, read_estate
from costgov.pipeline.reporting.savings import SavingsSection, read_savings
from costgov.pipeline.reporting.sections import LedgerSection, ledger_sections
from costgov.pipeline.reporting.use import UseSection, read_use


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One day's report; the same stored results make an equal page."""

    run_id: str
    as_of: date
    ledgers: tuple[LedgerSection, ...]
    gaps: tuple[Gap, ...]
    imports: tuple[ImportRecord, ...]
    estate: Estate
    savings: SavingsSection
    use: UseSection
    alerts: AlertsSection
    own_cost: OwnCostSummary | None

    @property
    def data_as_of(self) -> str | None:
        """The oldest instant at which one of the sources was read."""
        instants = [source.as_of for ledger in self.ledgers for source in ledger.sources]
        return min(instants, default=None)

    @property
    def mismatches(self) -> tuple[str, ...]:
        """Groupings that do not add up, over all ledgers."""
        return tuple(f"{one.currency} {name}" for one in self.ledgers for name in one.mismatches)


def read_page(
    costs: CostStore, control: DocumentStore, results: DocumentStore, run: Run
) -> ReportPage:
    """Read all that the report of a run shows."""
    looked_at = Window(Month.of(run.as_of).shift(-1).first, run.as_of + ONE_DAY)
    return ReportPage(
        run_id=run.run_id,
        as_of=run.as_of,
        ledgers=ledger_sections(costs, control, results, run.as_of),
        gaps=gaps_so_far(control, run),
        imports=imports_of(control, looked_at),
        estate=read_estate(results, run),
        savings=read_savings(control, results),
        use=read_use(control, results, run.as_of),
        alerts=read_alerts(control),
        own_cost=own_cost_summary(control),
    )
