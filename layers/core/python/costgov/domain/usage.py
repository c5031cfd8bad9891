"""What the product itself uses of AWS, counted in the units AWS bills."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

from costgov.domain.money import EXACT


class Used(StrEnum):
    """What is counted while the product runs.

    CloudWatch bills a metric asked for with up to five statistics once; where bills show each
    statistic, CLOUDWATCH_STATISTICS is what to multiply. The two are the same requests.
    """

    COST_EXPLORER_REQUESTS = "cost_explorer_requests"
    CLOUDWATCH_METRICS = "cloudwatch_metrics"
    CLOUDWATCH_STATISTICS = "cloudwatch_statistics"
    LAMBDA_GB_SECONDS = "lambda_gb_seconds"
    LAMBDA_REQUESTS = "lambda_requests"
    DYNAMODB_READ_UNITS = "dynamodb_read_units"
    DYNAMODB_WRITE_UNITS = "dynamodb_write_units"
    S3_WRITES = "s3_writes"
    S3_READS = "s3_reads"
    STATE_TRANSITIONS = "state_transitions"
    SNS_PUBLISHES = "sns_publishes"
    ATHENA_BYTES = "athena_bytes"


type Usage = Mapping[Used, Decimal]

# States of the daily state machine that call no function: Identify, Duplicate?, Which source?,
# Every account and region, Any result?, Finished. Each state that does counts itself.
SILENT_STATES: Final = 6


def added(usages: Iterable[Usage]) -> dict[Used, Decimal]:
    """The exact sum by what was used; nothing is there that was not used."""
    total: dict[Used, Decimal] = {}
    for usage in usages:
        for used, quantity in usage.items():
            total[used] = EXACT.add(total.get(used, Decimal(0)), quantity)
    return total
