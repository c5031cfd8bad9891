"""A push by an operator."""

from datetime import UTC, datetime

from costgov.configuration import Configuration
from costgov.gateways.ports import DocumentStore

from cli import config_sync
from cli.config_kept import Difference
from tests.fakes.trail import InMemoryAuditLog, caller

PUSHED_AT = datetime(2026, 10, 20, 9, tzinfo=UTC)
OPERATOR = "arn:aws:iam::111122223333:user/operator"


def push(
    control: DocumentStore, configuration: Configuration, log: InMemoryAuditLog | None = None
) -> Difference:
    """Make what is deployed that of the configuration; what changes is noted in `log`."""
    trail = caller(OPERATOR, PUSHED_AT, log=log).trail
    return config_sync.push(control, configuration, trail)
