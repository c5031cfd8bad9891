"""Pipeline: the functions in flow order, the daily state machine, the import path."""

from typing import Any

import aws_cdk as cdk
from constructs import Construct
from costgov.collectors import cost_explorer, ec2, organization
from costgov.collectors.inventory.registry import chosen
from costgov.collectors.registry import PAYER_SPECS, RATE_SPECS
from costgov.collectors.spec import CollectorSpec
from costgov.domain.cost_queries import CostDimensions, first_collection_cost
from costgov.domain.runs import COST_EXPLORER
from costgov.gateways.budget_ports import OURS
from costgov.pipeline.cost_queries import Groupings
from costgov.pipeline.targets import Estate
from costgov.settings import (
    AlertSettings,
    AnalyseSettings,
    CollectCostsSettings,
    CollectRatesSettings,
    CollectResourcesSettings,
    ImportBillingSettings,
    OptimiseSettings,
    ReportSettings,
    RunSettings,
    Settings,
    SettleSettings,
)

from infra import permissions as may
from infra.blueprint import Blueprint, ProductStack
from infra.constructs.athena import DATABASE, WORKGROUP, BillQueries
from infra.constructs.billing_import import PREFIX, BillingImport
from infra.constructs.daily_pipeline import DailyPipeline, Steps
from infra.constructs.service_function import ServiceFunction, Sizing
from infra.nag import reported
from infra.stacks.alerts import AlertsStack
from infra.stacks.storage import StorageStack

_LONGEST = cdk.Duration.minutes(15)
_SHORT = cdk.Duration.minutes(2)
_RUN = Sizing(256, _SHORT)
# The facts of a query over a large organisation's months are put together in memory.
_COLLECT_COSTS = Sizing(1024, _LONGEST)
# On the first day everything of a region is measured at once: 5,000 instances with 7,500 volumes
# take four minutes of half a processor and 350 MB, and CloudWatch's answers as long again.
_COLLECT = Sizing(1024, _LONGEST)
# The products of a service in a region, some thousand with ten KB each, are read at once.
_COLLECT_RATES = Sizing(1024, _LONGEST)
# A billing file is on disk while DuckDB reads it, and what does not fit its memory beside it.
_IMPORT = Sizing(2048, _LONGEST, disk_mb=4096)
_ANALYSE = Sizing(2048, _LONGEST)
# The resources of one account at a time, and every finding.
_OPTIMISE = Sizing(2048, _LONGEST)
# With the day that closes a month, a thousand series take some minutes.
_SETTLE = Sizing(1024, _LONGEST)
# A thousand alerts that open on one day are ten thousand calls of the store, one after the other.
_ALERT = Sizing(512, cdk.Duration.minutes(5))
_REPORT = Sizing(512, cdk.Duration.minutes(5))


class PipelineStack(ProductStack):
    """Everything that happens by itself."""

    def __init__(
        self, scope: Construct, blueprint: Blueprint, storage: StorageStack, alerts: AlertsStack
    ) -> None:
        super().__init__(scope, "Pipeline", blueprint)
        self._deployment = blueprint.deployment
        self._storage = storage
        self._stage = blueprint.stage
        self._alerts = alerts
        steps = Steps(
            run=self._run(),
            collect_costs=self._collect_costs(),
            collect_resources=self._collect_resources(),
            collect_rates=self._collect_rates(),
            analyse=self._analyse(),
            optimise=self._optimise(),
            settle=self._settle(),
            alert=self._alert(),
            report=self._report(),
        )
        self.daily = DailyPipeline(
            self,
            "DailyPipeline",
            steps=steps,
            schedule=self._deployment.schedule,
            estate=Estate(
                accounts=self._deployment.accounts, organization=self._deployment.organization
            ),
            log_days=self._deployment.retention.logs_days,
        )
        self.billing_import = BillingImport(
            self,
            "BillingImport",
            exports=storage.exports,
            importer=self._import_billing(),
            timeout=_IMPORT.timeout,
        )
        self.output(
            StateMachineArn=self.daily.machine.state_machine_arn,
            ScheduleName=self.daily.schedule.schedule_name,
            CollectorRoleArn=steps.collect_resources.role_arn,
            ImportQueueUrl=self.billing_import.queue.queue_url,
            ImportDeadLettersUrl=self.billing_import.queue.dead_letters.queue_url,
        )

    def _function(self, name: str, settings: Settings, sizing: Sizing) -> ServiceFunction:
        function = ServiceFunction(
            self,
            name,
            settings=settings,
            assets=self.blueprint.assets,
            sizing=sizing,
            log_days=self._deployment.retention.logs_days,
        )
        # Every step opens, records or closes its part of the run.
        function.allow(may.WRITE_DOCUMENTS, [self._storage.control.table_arn])
        return function

    def _run(self) -> ServiceFunction:
        settings = RunSettings(
            stage=self._stage,
            control_table=self._storage.control.table_name,
            costs_table=self._storage.costs.table_name,
            time_zone=self._deployment.schedule.time_zone,
            cost_source=self._deployment.cost_source,
            home_account=self.account,
            home_region=self._deployment.region,
            deliver_queue_url=self._alerts.queue.queue_url,
            own_cost_alarm_usd=self._deployment.own_cost.daily_alarm_usd,
        )
        function = self._function("run", settings, _RUN)
        function.allow(may.READ_COSTS, [self._storage.costs.table_arn])
        self._alerts.let_wake(function)
        if self._deployment.organization.discover:
            self._collect(function, organization.SPEC)
        return function

    def _collect_costs(self) -> ServiceFunction:
        settings = CollectCostsSettings(
            stage=self._stage,
            control_table=self._storage.control.table_name,
            costs_table=self._storage.costs.table_name,
            evidence_bucket=self._storage.evidence.bucket_name,
            tag_keys=self._deployment.tags,
            **self._deployment.cost_explorer.model_dump(),
        )
        if self._deployment.cost_source == COST_EXPLORER:
            queries = Groupings.of(settings).least_queries(CostDimensions())
            self.output(FirstCollection=first_collection_cost(queries, settings.daily_request_cap))
        function = self._function("collect_costs", settings, _COLLECT_COSTS)
        function.allow(may.WRITE_COSTS, [self._storage.costs.table_arn])
        self._keep_evidence(function)
        self._collect(function, cost_explorer.SPEC)
        return function

    def _collect_resources(self) -> ServiceFunction:
        settings = CollectResourcesSettings(
            stage=self._stage,
            control_table=self._storage.control.table_name,
            results_table=self._storage.results.table_name,
            evidence_bucket=self._storage.evidence.bucket_name,
            home_account=self.account,
            member_role_name=self._deployment.member_role.name,
            external_id=self._deployment.member_role.external_id,
            services=self._deployment.inventory.services,
            prometheus=self._deployment.prometheus,
        )
        function = self._function("collect_resources", settings, _COLLECT)
        function.allow(may.WRITE_DOCUMENTS, [self._storage.results.table_arn])
        self._keep_evidence(function)
        for spec in (ec2.SPEC, *(source.spec for source in chosen(settings.services))):
            self._collect(function, spec)
        return function

    def _collect_rates(self) -> ServiceFunction:
        settings = CollectRatesSettings(
            stage=self._stage,
            control_table=self._storage.control.table_name,
            results_table=self._storage.results.table_name,
            home_account=self.account,
            cost_source=self._deployment.cost_source,
            daily_request_cap=self._deployment.cost_explorer.daily_request_cap,
        )
        function = self._function("collect_rates", settings, _COLLECT_RATES)
        function.allow(may.WRITE_DOCUMENTS, [self._storage.results.table_arn])
        pays = self._deployment.cost_source == COST_EXPLORER
        for spec in (*RATE_SPECS, *(PAYER_SPECS if pays else ())):
            self._collect(function, spec)
        return function

    def _import_billing(self) -> ServiceFunction:
        queries = self._bill_queries()
        by_athena = {} if queries is None else self._by_athena(queries)
        settings = ImportBillingSettings(
            stage=self._stage,
            control_table=self._storage.control.table_name,
            costs_table=self._storage.costs.table_name,
            exports_bucket=self._storage.exports.bucket_name,
            evidence_bucket=self._storage.evidence.bucket_name,
            tag_keys=self._deployment.tags,
            memory_limit_mb=_IMPORT.memory_mb // 2,
            **by_athena,
        )
        function = self._function("import_billing", settings, _IMPORT)
        function.allow(may.WRITE_COSTS, [self._storage.costs.table_arn])
        self._storage.allow_objects(
            function,
            self._storage.exports,
            may.READ_OBJECTS,
            "It reads the billing files, whatever they are named.",
            PREFIX,
        )
        # Else S3 answers "forbidden" for a file that is gone, and not that it is gone.
        function.allow(may.LIST_OBJECTS, [self._storage.exports.bucket_arn])
        self._keep_evidence(function)
        if queries is not None:
            queries.allow(function, self._storage.exports)
        return function

    def _bill_queries(self) -> BillQueries | None:
        """Athena, where deliveries may be too large for one function; the laptop has none."""
        if self.blueprint.is_laptop or not self._deployment.billing.athena_from_mb:
            return None
        return BillQueries(self, "BillQueries", self._deployment.billing, keep=True)

    def _by_athena(self, queries: BillQueries) -> dict[str, Any]:
        return {
            "athena_from_mb": self._deployment.billing.athena_from_mb,
            "athena_workgroup": WORKGROUP,
            "athena_database": DATABASE,
            "athena_results_bucket": queries.answers.bucket_name,
        }

    def _analyse(self) -> ServiceFunction:
        settings = AnalyseSettings(
            sensitivity=self._deployment.anomalies.sensitivity,
            stage=self._stage,
            control_table=self._storage.control.table_name,
            costs_table=self._storage.costs.table_name,
            cost_source=self._deployment.cost_source,
            results_table=self._storage.results.table_name,
            tag_keys=self._deployment.tags,
        )
        function = self._function("analyse", settings, _ANALYSE)
        function.allow(may.READ_COSTS, [self._storage.costs.table_arn])
        function.allow(may.WRITE_DOCUMENTS, [self._storage.results.table_arn])
        return function

    def _optimise(self) -> ServiceFunction:
        settings = OptimiseSettings(
            stage=self._stage,
            home_account=self.account,
            control_table=self._storage.control.table_name,
            costs_table=self._storage.costs.table_name,
            cost_source=self._deployment.cost_source,
            results_table=self._storage.results.table_name,
        )
        function = self._function("optimise", settings, _OPTIMISE)
        function.allow(may.READ_COSTS, [self._storage.costs.table_arn])
        function.allow(may.WRITE_DOCUMENTS, [self._storage.results.table_arn])
        return function

    def _settle(self) -> ServiceFunction:
        settings = SettleSettings(
            stage=self._stage,
            control_table=self._storage.control.table_name,
            costs_table=self._storage.costs.table_name,
            cost_source=self._deployment.cost_source,
            results_table=self._storage.results.table_name,
        )
        function = self._function("settle", settings, _SETTLE)
        function.allow(may.READ_COSTS, [self._storage.costs.table_arn])
        function.allow(may.WRITE_DOCUMENTS, [self._storage.results.table_arn])
        return function

    def _alert(self) -> ServiceFunction:
        settings = AlertSettings(
            stage=self._stage,
            control_table=self._storage.control.table_name,
            costs_table=self._storage.costs.table_name,
            cost_source=self._deployment.cost_source,
            results_table=self._storage.results.table_name,
            deliver_queue_url=self._alerts.queue.queue_url,
            mirror_budgets=self._deployment.aws_budgets.mirror,
            home_account=self.account,
        )
        function = self._function("alert", settings, _ALERT)
        function.allow(may.READ_COSTS, [self._storage.costs.table_arn])
        function.allow(may.WRITE_DOCUMENTS, [self._storage.results.table_arn])
        self._alerts.let_wake(function)
        if self._deployment.aws_budgets.mirror:
            self._let_copy_budgets(function)
        return function

    def _let_copy_budgets(self, function: ServiceFunction) -> None:
        every = f"arn:{self.partition}:budgets::{self.account}:budget/"
        for actions, resource, reason in (
            (may.SEE_BUDGETS, f"{every}*", "It compares its copies with all that are there."),
            (may.COPY_BUDGETS, f"{every}{OURS}*", "It makes one copy for each budget, by its id."),
        ):
            function.allow(actions, [resource], {reported(self, resource): reason})

    def _report(self) -> ServiceFunction:
        settings = ReportSettings(
            stage=self._stage,
            control_table=self._storage.control.table_name,
            costs_table=self._storage.costs.table_name,
            cost_source=self._deployment.cost_source,
            results_table=self._storage.results.table_name,
            reports_bucket=self._storage.reports.bucket_name,
        )
        function = self._function("report", settings, _REPORT)
        function.allow(may.READ_COSTS, [self._storage.costs.table_arn])
        function.allow(may.WRITE_DOCUMENTS, [self._storage.results.table_arn])
        self._storage.allow_objects(
            function,
            self._storage.reports,
            may.WRITE_OBJECTS,
            "It writes the reports, one object per day and form.",
        )
        return function

    def _keep_evidence(self, function: ServiceFunction) -> None:
        self._storage.allow_objects(
            function,
            self._storage.evidence,
            may.WRITE_OBJECTS,
            "It adds evidence under names made of source, day and digest; it cannot read any.",
        )

    def _collect(self, function: ServiceFunction, spec: CollectorSpec) -> None:
        """Grant what a collector declares, acknowledging its wildcards with its own reasons."""
        for declared in spec.iam_actions:
            resources = declared.resolved(
                partition=self.partition,
                account=self.account,
                member_role_name=self._deployment.member_role.name,
            )
            wildcards = {name: declared.reason for name in resources if "*" in name}
            function.allow(declared.actions, resources, wildcards)
