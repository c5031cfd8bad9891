"""What the end-to-end tests do to the deployed product."""

import gzip
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costgov.clock import utc_now
from costgov.domain.alerting.channels import BUILT_IN
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline.alerting.records import channel_healths, news_sort, outbox

from cli import config_sync
from cli.api_client import ApiClient
from cli.local.channels import addressed, connect
from cli.local.laptop import Running, laptop
from cli.local.operator import viewer_of
from cli.local.standin import StandIn
from cli.local.synthetic import Organisation
from cli.trail import operator_trail
from infra.config import load_configuration

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

type Json = dict[str, Any]
type State = dict[tuple[str, str, str], str]

PATIENCE_SECONDS = 480
_OWN_RECORDS = (
    "run", "step#", "requests#", "usage#", "own-cost", "query-readings#", "ledger-history",
    "back-fill",  # how many requests it took, killed ones too
    "reconciliation#",  # of the days that the run read: a first one reads more than the next
    "outbox#", "delivery-proof#", "channel-health", "audit", "api-rate",  # who was told, who asked
)  # fmt: skip
# How often an item was written.
_WRITES = frozenset({"version", "revision"})
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_MESSAGE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EXECUTION = re.compile(r"arn:aws:states:[^\"]*")


class Product:
    """The deployed product with readers of its alerts and events and a user who may read."""

    def __init__(self, running: Running, config: Path) -> None:
        self.running = running
        self.deployment = running.deployment
        self.outputs = running.deployment.outputs
        self.api = ApiClient(viewer_of(self.deployment, "viewer"))
        self.control = DynamoDocumentStore(self.client("dynamodb"), self.outputs.ControlTable)
        self.configuration = addressed(load_configuration(config), running.receiver)
        trail = operator_trail(self.deployment, "push_configuration")
        config_sync.push(self.control, self.configuration, trail)
        connect(self.deployment, running.receiver)
        self._inbox = self._subscribe()
        self._events = self._watch_events()

    def client(self, service: str) -> Any:
        return self.deployment.client(service)

    def run_by_schedule(self, as_of: str, **fields: object) -> Json:
        """Let the scheduler fire the deployed schedule's own target; returns the output."""
        scheduler: EventBridgeSchedulerClient = self.client("scheduler")
        target = scheduler.get_schedule(Name=self.outputs.ScheduleName)["Target"]
        event = json.loads(target["Input"]) | {"as_of": as_of, **fields}
        before = set(self.executions())
        scheduler.create_schedule(
            Name=f"now-{len(before)}",
            ScheduleExpression=f"at({datetime(2026, 1, 1, tzinfo=UTC):%Y-%m-%dT%H:%M:%S})",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={**target, "Input": json.dumps(event)},
            ActionAfterCompletion="DELETE",
        )
        [started] = eventually(lambda: set(self.executions()) - before)
        return self.wait_for(started)

    def executions(self) -> list[str]:
        states: SFNClient = self.client("stepfunctions")
        found = states.list_executions(stateMachineArn=self.outputs.StateMachineArn)
        return [execution["executionArn"] for execution in found["executions"]]

    def wait_for(self, execution: str) -> Json:
        states: SFNClient = self.client("stepfunctions")

        def ended() -> Json | None:
            answer = states.describe_execution(executionArn=execution)
            return None if answer["status"] == "RUNNING" else dict(answer)

        found = eventually(ended)
        assert found["status"] == "SUCCEEDED", found.get("cause")
        output: Json = json.loads(found["output"])
        self.delivered()
        return output

    def delivered(self, *, but: str = "") -> None:
        """Wait until nothing is on its way but what is held back, or waits for channel `but`."""
        policy = self.configuration.governance.alerts
        channels = {*BUILT_IN, *(channel.name for channel in policy.channels)} - {but}

        def is_empty() -> bool:
            table = outbox(self.control)
            return not any(not item.held for name in channels for item in table.all(name))

        eventually(is_empty)

    def hurry(self, channel: str) -> None:
        """Let what waits for a channel be due now, whatever it waits for, until it is gone."""
        sqs: SQSClient = self.client("sqs")
        table, health = outbox(self.control), channel_healths(self.control)

        def is_gone() -> bool:
            waiting = [item for item in table.all(channel) if not item.held]
            past = utc_now() - timedelta(seconds=1)
            for item in waiting:
                due = {"not_before": past, "leased_until": item.leased_until and past}
                sort = news_sort(item.news.alert.id, item.news.sequence)
                table.put(item.model_copy(update=due), sort, channel)
            if waiting:
                known = health.get(channel)
                health.put(known.model_copy(update={"next_try": None}), channel)
                queue = self.outputs.DeliverQueueUrl
                sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"from": "test"}))
                time.sleep(1)
            return not waiting

        eventually(is_gone)

    def messages(self) -> list[Json]:
        """Notifications of the alerts topic since the last call."""
        return self._received(self._inbox)

    def events(self) -> list[Json]:
        """Events of the product's bus since the last call."""
        return self._received(self._events)

    def _received(self, queue: str) -> list[Json]:
        sqs: SQSClient = self.client("sqs")
        received: list[Json] = []
        while batch := sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1
        ).get("Messages", []):
            for message in batch:
                received.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return received

    @contextmanager
    def as_it_was(self) -> Iterator[None]:
        """What is decided, judged and told meanwhile is taken back at the end."""
        dynamo: DynamoDBClient = self.client("dynamodb")
        changed = self.outputs.ControlTable, self.outputs.ResultsTable
        before = {table: self._by_key(table) for table in changed}
        yield
        for table, items in before.items():
            now = self._by_key(table)
            for key in now.keys() - items.keys():
                dynamo.delete_item(TableName=table, Key={"pk": {"S": key[0]}, "sk": {"S": key[1]}})
            for key, item in items.items():
                if now.get(key) != item:
                    dynamo.put_item(TableName=table, Item=item)

    def state(self) -> State:
        """Every stored figure: all items but the runs' own records of how they went, without the
        instants, executions and message ids of their writing."""
        return {
            (table, item["pk"]["S"], item["sk"]["S"]): _figures(item)
            for table in self._tables()
            for item in self._items(table)
            if not item["pk"]["S"].startswith(_OWN_RECORDS) and not _of_a_run(item)
        }

    def cost_items(self) -> int:
        """How many items the table of costs holds, history and ledgers among them."""
        return sum(1 for _ in self._items(self.outputs.CostsTable))

    def forget(self) -> None:
        """Empty every table but of what the operator pushed, and what readers were told."""
        self.running.receiver.begin_anew()
        dynamo: DynamoDBClient = self.client("dynamodb")
        control = DynamoDocumentStore(dynamo, self.outputs.ControlTable)
        pushed = {kept.records(control).kind for kept in config_sync.KEPT}
        for table in self._tables():
            for item in self._items(table):
                if item["pk"]["S"] not in pushed:
                    dynamo.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})

    def _tables(self) -> tuple[str, ...]:
        return self.outputs.CostsTable, self.outputs.ResultsTable, self.outputs.ControlTable

    def _by_key(self, table: str) -> dict[tuple[str, str], Json]:
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in self._items(table)}

    def _items(self, table: str) -> Iterator[Json]:
        dynamo: DynamoDBClient = self.client("dynamodb")
        for page in dynamo.get_paginator("scan").paginate(TableName=table):
            yield from page["Items"]

    def _subscribe(self) -> str:
        sns: SNSClient = self.client("sns")
        topic = self.outputs.AlertsTopicArn
        queue, arn = self._queue("alerts-inbox", "sns.amazonaws.com", topic)
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        return queue

    def _watch_events(self) -> str:
        """A rule of somebody else's on the product's bus, with a queue as its target."""
        events: EventBridgeClient = self.client("events")
        bus = self.outputs.EventBusName
        rule = events.put_rule(
            Name="tickets", EventBusName=bus, EventPattern=json.dumps({"source": ["costgov"]})
        )["RuleArn"]
        queue, arn = self._queue("events-inbox", "events.amazonaws.com", rule)
        events.put_targets(Rule="tickets", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
        return queue

    def _queue(self, name: str, service: str, source: str) -> tuple[str, str]:
        """A queue that a service may fill for a source; its address and ARN."""
        sqs: SQSClient = self.client("sqs")
        queue = sqs.create_queue(QueueName=name)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        arn = found["Attributes"]["QueueArn"]
        policy = _may_deliver(service, source, arn)
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
        return queue, arn


@contextmanager
def deployed(
    config: Path, *, synthetic: bool, estate: Callable[[Organisation], StandIn] = StandIn
) -> Iterator[Product]:
    """Deploy with a configuration."""
    with laptop(config, print, synthetic=synthetic, estate=estate) as running:
        product = Product(running, config)
        yield product
        product.api.close()


def function_named(product: Product, part: str) -> Json:
    """The configuration of the deployed function whose name holds `part`."""
    pages = product.client("lambda").get_paginator("list_functions").paginate()
    [found] = [
        function
        for page in pages
        for function in page["Functions"]
        if part.lower() in function["FunctionName"].lower()
    ]
    return dict(found)


def eventually[T](look: Callable[[], T | None], seconds: float = PATIENCE_SECONDS) -> T:
    """What `look` finds once it finds something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing within {seconds} s")


def _may_deliver(service: str, source: str, queue: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _of_a_run(item: Json) -> bool:
    """Whether an item is the alert about runs that went wrong, as those of tests do on purpose."""
    return item["pk"]["S"].startswith("alert-") and '"kind":"run"' in item["body"].get("S", "")


def _figures(item: Json) -> str:
    kept = {name: item[name] for name in sorted(item) if name not in _WRITES}
    if "B" in kept.get("body", {}):
        kept["body"] = {"S": gzip.decompress(kept["body"]["B"]).decode()}
    text = json.dumps(kept, sort_keys=True, default=str)
    for pattern, name in ((_EXECUTION, "execution"), (_INSTANT, "instant"), (_MESSAGE_ID, "id")):
        text = pattern.sub(f"<{name}>", text)
    return text
