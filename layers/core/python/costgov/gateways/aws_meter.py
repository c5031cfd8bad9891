"""Counts what this process uses of AWS: hooks on the one client factory, nothing in its callers.

Every request is counted with the attempts the SDK made of it, since Cost Explorer may bill each.
DynamoDB is asked to say what a request consumed; CloudWatch metrics are counted from the request.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol

from costgov.domain.usage import Used

if TYPE_CHECKING:
    from botocore.model import OperationModel

_CAPACITY: Final = "ReturnConsumedCapacity"
_READS: Final = frozenset({"GetItem", "Query", "BatchGetItem", "Scan", "TransactGetItems"})
# S3 bills these, of objects and of what buckets are set to, as reads; lists cost what a PUT does.
_S3_READS: Final = ("Get", "Head")
_S3_FREE: Final = frozenset({"DeleteObject", "DeleteObjects", "AbortMultipartUpload"})
_ATHENA_DONE: Final = frozenset({"SUCCEEDED", "FAILED", "CANCELLED"})


class Hooks(Protocol):
    """What a botocore session offers for hooking in."""

    def register(self, event_name: str, handler: Any) -> None:  # noqa: ANN401 - any callable
        """Call the handler on every event below that name."""
        ...


class Meter:
    """Quantities since the last `take`."""

    def __init__(self) -> None:
        self._used: defaultdict[Used, Decimal] = defaultdict(Decimal)
        # The cost store reads by several threads.
        self._lock = Lock()

    def attach(self, session: Hooks) -> None:
        """Count what clients made of this session from now on do."""
        session.register("before-parameter-build.dynamodb", _ask_for_capacity)
        session.register("before-parameter-build.cloudwatch.GetMetricData", self._metrics)
        session.register("after-call", self._answered)

    def add(self, used: Used, quantity: Decimal | int = 1) -> None:
        """Count so much more."""
        if quantity:
            with self._lock:
                self._used[used] += quantity

    def take(self) -> dict[Used, Decimal]:
        """What was counted, and start again from nothing."""
        with self._lock:
            used, self._used = dict(self._used), defaultdict(Decimal)
        return used

    def _metrics(self, params: Mapping[str, Any], **_: object) -> None:
        asked = [query["MetricStat"] for query in params["MetricDataQueries"]]
        metrics = {repr(sorted(one["Metric"].items())) for one in asked}
        self.add(Used.CLOUDWATCH_METRICS, len(metrics))
        self.add(Used.CLOUDWATCH_STATISTICS, len(asked))

    def _answered(self, model: "OperationModel", parsed: Mapping[str, Any], **_: object) -> None:
        match model.service_model.service_name:
            case "ce":
                attempts = 1 + parsed.get("ResponseMetadata", {}).get("RetryAttempts", 0)
                self.add(Used.COST_EXPLORER_REQUESTS, attempts)
            case "dynamodb":
                self._capacity(model.name, parsed.get("ConsumedCapacity"))
            case "s3" if model.name not in _S3_FREE:
                self.add(Used.S3_READS if model.name.startswith(_S3_READS) else Used.S3_WRITES)
            case "sns" if model.name == "Publish":
                self.add(Used.SNS_PUBLISHES)
            case "athena" if model.name == "GetQueryExecution":
                self._scanned(parsed.get("QueryExecution", {}))

    def _capacity(self, operation: str, consumed: Any) -> None:  # noqa: ANN401 - one or several
        several: Iterable[Mapping[str, Any]] = (
            consumed if isinstance(consumed, list) else [consumed] if consumed else []
        )
        units = sum((Decimal(str(one["CapacityUnits"])) for one in several), Decimal(0))
        reads = operation in _READS
        self.add(Used.DYNAMODB_READ_UNITS if reads else Used.DYNAMODB_WRITE_UNITS, units)

    def _scanned(self, execution: Mapping[str, Any]) -> None:
        """Athena's bytes, once: a query is asked after until it is over, and not again."""
        if execution.get("Status", {}).get("State") in _ATHENA_DONE:
            scanned = execution.get("Statistics", {}).get("DataScannedInBytes", 0)
            self.add(Used.ATHENA_BYTES, scanned)


def _ask_for_capacity(params: dict[str, Any], model: "OperationModel", **_: object) -> None:
    if model.input_shape is not None and _CAPACITY in model.input_shape.members:
        params.setdefault(_CAPACITY, "TOTAL")


METER: Final = Meter()
