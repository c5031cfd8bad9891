"""The daily pipeline: a state machine over the functions, and the schedule that starts it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from aws_cdk import Duration, RemovalPolicy, Stack, TimeZone
from aws_cdk import aws_logs as logs
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct
from costgov.configuration import Schedule
from costgov.domain import runs
from costgov.pipeline.targets import Estate

from infra.constructs.queue import DeadLetterQueue
from infra.constructs.service_function import ServiceFunction, retention
from infra.nag import acknowledge

# Shorter than the lease of a run, so that a dead execution never holds a day for ever.
_TIMEOUT = Duration.minutes(110)
_ACCOUNTS_AT_ONCE = 10
# Throttles, time-outs and hiccups of Lambda itself, and what our functions raise when a store or
# source was busy. Anything else would fail the same way again.
_RETRIED = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Sandbox.Timedout",
    "States.Timeout",
    "SourceThrottled",
    "StoreError",
    # Step Functions compares names and knows no subclasses.
    "VersionConflict",
]
_STEP = {
    "run_id": sfn.JsonPath.string_at("$.run_id"),
    "as_of": sfn.JsonPath.string_at("$.as_of"),
    "window": sfn.JsonPath.object_at("$.window"),
}


@dataclass(frozen=True, slots=True)
class Steps:
    """The functions of the pipeline, in flow order."""

    run: ServiceFunction
    collect_costs: ServiceFunction
    collect_resources: ServiceFunction
    collect_rates: ServiceFunction
    analyse: ServiceFunction
    optimise: ServiceFunction
    settle: ServiceFunction
    alert: ServiceFunction
    report: ServiceFunction


class DailyPipeline(Construct):
    """Begin → collect costs → resources → rates → analyse → optimise → settle → alert → report →
    Finish.

    A step that fails is noted under `$.errors.<step>` and the next one runs; Finish holds the
    steps' records against what was expected. A run of which nothing came ends as failed.
    """

    def __init__(
        self,
        scope: Construct,
        identity: str,
        *,
        steps: Steps,
        schedule: Schedule,
        estate: Estate,
        log_days: int,
    ) -> None:
        super().__init__(scope, identity)
        self._steps = steps
        self._estate = estate
        self.undelivered = DeadLetterQueue(self, "Undelivered")
        self.machine = self._machine(log_days)
        self.schedule = self._every_day(schedule)

    def _machine(self, log_days: int) -> sfn.StateMachine:
        machine = sfn.StateMachine(
            self,
            "Daily",
            comment="Cost Governor: collect, analyse, optimise, settle, alert and report one day",
            definition_body=sfn.DefinitionBody.from_chainable(self._definition()),
            state_machine_type=sfn.StateMachineType.STANDARD,
            timeout=_TIMEOUT,
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=logs.LogGroup(
                    self,
                    "Logs",
                    # API Gateway and Step Functions share one policy of limited size for all
                    # log groups but those named like this.
                    log_group_name="/aws/vendedlogs/states/CostGovernor-Daily",
                    retention=retention(log_days),
                    removal_policy=RemovalPolicy.DESTROY,
                ),
                level=sfn.LogLevel.ALL,
                include_execution_data=True,
            ),
        )
        self._acknowledge_findings(machine)
        return machine

    def _acknowledge_findings(self, machine: sfn.StateMachine) -> None:
        stack = Stack.of(self)
        steps = (getattr(self._steps, field.name) for field in fields(self._steps))
        functions = (stack.resolve(step.function_arn)["Fn::GetAtt"][0] for step in steps)
        any_version = "Step Functions asks for the right to call any version of this function."
        acknowledge(
            machine.role,
            {f"AwsSolutions-IAM5[Resource::<{name}.Arn>:*]": any_version for name in functions}
            | {"AwsSolutions-IAM5[Resource::*]": "Delivering logs and traces knows no resource."},
        )

    def _definition(self) -> sfn.IChainable:
        steps = self._steps
        close = self._finish()
        report = self._step(runs.REPORT, steps.report, close)
        alert = self._step(runs.ALERT, steps.alert, report)
        settle = self._step(runs.SETTLE, steps.settle, alert)
        optimise = self._step(runs.OPTIMISE, steps.optimise, settle)
        analyse = self._step(runs.ANALYSE, steps.analyse, optimise)
        rates = self._step(runs.COLLECT_RATES, steps.collect_rates, analyse)
        resources = self._resources(rates)
        costs = self._step(runs.COLLECT_COSTS, steps.collect_costs, resources)
        source = (
            sfn.Choice(self, "Which source?")
            .when(sfn.Condition.string_equals("$.cost_source", "cost_explorer"), costs)
            .otherwise(resources)
        )
        duplicate = sfn.Succeed(self, "Done or under way already")
        return self._begin().next(
            sfn.Choice(self, "Duplicate?")
            .when(sfn.Condition.boolean_equals("$.duplicate", value=True), duplicate)
            .otherwise(source)
        )

    def _begin(self) -> sfn.Chain:
        context = sfn.Pass(
            self,
            "Identify",
            parameters={
                "action": "begin",
                "execution": sfn.JsonPath.string_at("$$.Execution.Id"),
                "started_at": sfn.JsonPath.string_at("$$.Execution.StartTime"),
                # Here, since a function's environment holds 4 KB and a definition 1 MB.
                "estate": self._estate.model_dump(mode="json"),
            },
            result_path="$.context",
        )
        opened = ("run_id", "as_of", "duplicate", "cost_source", "window", "targets")
        begin = tasks.LambdaInvoke(
            self,
            "Begin",
            lambda_function=self._steps.run,
            payload=sfn.TaskInput.from_json_path_at("States.JsonMerge($, $.context, false)"),
            result_selector={
                **{field: sfn.JsonPath.object_at(f"$.Payload.{field}") for field in opened},
                "errors": {},
            },
            retry_on_service_exceptions=False,
        )
        _retry(begin)
        return context.next(begin)

    def _resources(self, following: sfn.IChainable) -> sfn.Map:
        look = self._task(
            "Collect resources",
            self._steps.collect_resources,
            {
                name: sfn.JsonPath.string_at(f"$.{name}")
                for name in ("run_id", "as_of", "account_id", "region")
            }
            | {"is_first": sfn.JsonPath.object_at("$.is_first")},
            output_path=sfn.JsonPath.DISCARD,
        )
        # One broken account is a gap with its reason; it must not stop the others.
        note = self._task(
            "Note the failed target",
            self._steps.run,
            {
                "action": "failed-target",
                "run_id": sfn.JsonPath.string_at("$.run_id"),
                "account_id": sfn.JsonPath.string_at("$.account_id"),
                "region": sfn.JsonPath.string_at("$.region"),
                "error": sfn.JsonPath.object_at("$.error"),
            },
            # The Map gathers what every target ends with: a thousand causes are over 256 KB.
            output_path=sfn.JsonPath.DISCARD,
        )
        look.add_catch(note, result_path="$.error")
        # Finish finds that nothing is recorded.
        left = sfn.Pass(self, "Left to Finish", output_path=sfn.JsonPath.DISCARD)
        note.add_catch(left, result_path=sfn.JsonPath.DISCARD)
        every = sfn.Map(
            self,
            "Every account and region",
            items_path="$.targets",
            item_selector={
                "run_id": sfn.JsonPath.string_at("$.run_id"),
                "as_of": sfn.JsonPath.string_at("$.as_of"),
                "account_id": sfn.JsonPath.string_at("$$.Map.Item.Value.account_id"),
                "region": sfn.JsonPath.string_at("$$.Map.Item.Value.region"),
                "is_first": sfn.JsonPath.object_at("$$.Map.Item.Value.is_first"),
            },
            max_concurrency=_ACCOUNTS_AT_ONCE,
            result_path=sfn.JsonPath.DISCARD,
        ).item_processor(look)
        return _go_on(every, runs.COLLECT_RESOURCES, following)

    def _step(
        self, name: str, function: ServiceFunction, following: sfn.IChainable
    ) -> sfn.TaskStateBase:
        task = self._task(name.replace("_", " ").capitalize(), function, _STEP)
        return _go_on(task, name, following)

    def _finish(self) -> sfn.IChainable:
        close = self._task(
            "Finish",
            self._steps.run,
            {
                "action": "finish",
                "run_id": sfn.JsonPath.string_at("$.run_id"),
                "errors": sfn.JsonPath.object_at("$.errors"),
            },
            result_path="$",
        )
        failed = sfn.Fail(self, "Nothing came", error="RunFailed", cause="No step gave a result")
        verdict = (
            sfn.Choice(self, "Any result?")
            .when(sfn.Condition.string_equals("$.status", runs.RunStatus.FAILED.value), failed)
            .otherwise(sfn.Succeed(self, "Finished"))
        )
        return close.next(verdict)

    def _task(
        self,
        identity: str,
        function: ServiceFunction,
        payload: Mapping[str, object],
        result_path: str = sfn.JsonPath.DISCARD,
        output_path: str | None = None,
    ) -> tasks.LambdaInvoke:
        task = tasks.LambdaInvoke(
            self,
            identity,
            lambda_function=function,
            payload=sfn.TaskInput.from_object(dict(payload)),
            payload_response_only=True,
            result_path=result_path,
            output_path=output_path,
            retry_on_service_exceptions=False,
        )
        _retry(task)
        return task

    def _every_day(self, schedule: Schedule) -> scheduler.Schedule:
        return scheduler.Schedule(
            self,
            "EveryDay",
            description="Starts the daily pipeline by the wall clock of its time zone",
            schedule=scheduler.ScheduleExpression.expression(
                f"cron({schedule.cron})", TimeZone.of(schedule.time_zone)
            ),
            time_window=scheduler.TimeWindow.off(),
            target=targets.StepFunctionsStartExecution(
                self.machine,
                input=scheduler.ScheduleTargetInput.from_object(
                    {
                        "trigger": "schedule",
                        "scheduled_at": scheduler.ContextAttribute.scheduled_time,
                    }
                ),
                dead_letter_queue=self.undelivered,
                max_event_age=Duration.hours(12),
                retry_attempts=20,
            ),
        )


def _retry(task: sfn.TaskStateBase) -> None:
    task.add_retry(
        errors=_RETRIED,
        interval=Duration.seconds(5),
        backoff_rate=2,
        max_attempts=3,
        max_delay=Duration.minutes(2),
        jitter_strategy=sfn.JitterType.FULL,
    )


def _go_on[State: (sfn.Map, tasks.LambdaInvoke)](
    state: State, step: str, following: sfn.IChainable
) -> State:
    """The next step runs whether this one succeeds or not; why not is noted."""
    state.add_catch(following, result_path=f"$.errors.{step}")
    state.next(following)
    return state
