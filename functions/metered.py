"""Notes what every invocation of a function used of AWS, whether it succeeds or not."""

import time
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.usage import Used
from costgov.errors import StoreError
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_meter import METER
from costgov.gateways.aws_session import client
from costgov.observability import function_logger
from costgov.pipeline.own_cost import note_usage
from costgov.settings import MeteredSettings

type Handler = Callable[[dict[str, Any], LambdaContext], Any]

_MB_A_GB: Final = 1024


def metered(name: str, *, transitions: int = 1) -> Callable[[Handler], Handler]:
    """Count an invocation's requests, its time by its memory, and the states it stands for.

    The time is that of the handler: what Lambda bills for starting a container is not in it.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def counted(event: dict[str, Any], context: LambdaContext) -> Any:  # noqa: ANN401
            METER.take()
            started = time.perf_counter()
            try:
                return handler(event, context)
            finally:
                _note(name, context, time.perf_counter() - started, transitions)

        return counted

    return decorate


def _note(name: str, context: LambdaContext, seconds: float, transitions: int) -> None:
    gigabytes = Decimal(context.memory_limit_in_mb) / _MB_A_GB
    METER.add(Used.LAMBDA_GB_SECONDS, gigabytes * round(Decimal(seconds), 3))
    METER.add(Used.LAMBDA_REQUESTS)
    METER.add(Used.STATE_TRANSITIONS, transitions)
    # The note itself is one more write.
    METER.add(Used.DYNAMODB_WRITE_UNITS)
    control = MeteredSettings.from_env().control_table
    store = DynamoDocumentStore(client("dynamodb"), control)
    used = METER.take()
    try:
        note_usage(store, name, context.aws_request_id, used, utc_now())
    except StoreError:
        # Not worth doing paid work again for: the log keeps what the day's own cost will lack.
        counts = {str(kind): str(amount) for kind, amount in used.items()}
        function_logger(name).exception("usage not noted", used=counts)
