"""A message broker that nobody connects to."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

_ENGINES: Final = {"ACTIVEMQ": "ActiveMQ", "RABBITMQ": "RabbitMQ"}
_SINGLE: Final = "SINGLE_INSTANCE"
_ACTIVE: Final = ("CurrentConnectionsCount1", "CurrentConnectionsCount2")

META: Final = Meta(
    id="mq_broker_idle",
    title="No client connects to the message broker",
    why="A broker is charged by the hour, however little passes through it.",
    kinds=("AWS::AmazonMQ::Broker",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("mq:ListBrokers", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-deleting-broker.html",
    metrics=("CurrentConnectionsCount1", "ConnectionCount"),
    window_days=14,
    thresholds=thresholds(connections=("0", "connections", "as many at once are still nobody")),
)


def evaluate(broker: Resource, look: Look) -> Verdict:
    """Both instances of a pair are looked at: either may be the active one."""
    look.old_enough(broker)
    engine = str(look.attribute(broker, "EngineType")).upper()
    single = look.attribute(broker, "DeploymentMode") == _SINGLE
    if engine not in _ENGINES:
        raise NotKnown(f"what brokers of the engine {engine} measure is not known")
    pair = _ACTIVE[:1] if single else _ACTIVE
    names = pair if engine == "ACTIVEMQ" else ("ConnectionCount",)
    most = max(look.digest(broker, name).max or Decimal(0) for name in names)
    if most > look.setting("connections"):
        return PASSED
    option = "Single-AZ" if single else "Multi-AZ"
    key = f"mq.broker/{broker.instance_type}/{_ENGINES[engine]}/{option}"
    return Failed(
        why=f"Nobody connected in {META.window_days} days.", now=(Line(key, HOURS_A_MONTH),)
    )
