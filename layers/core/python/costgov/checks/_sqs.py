"""What SQS queues are for and charged by, shared by their checks."""

from collections.abc import Iterable

from costgov.domain.resources import Resource


def requests_key(queue: Resource) -> str:
    """The price of a request to it."""
    return f"sqs.requests/{'FIFO' if queue.attributes.get('FifoQueue') == 'true' else 'Standard'}"


def sends_dead_letters_to(resource: Resource) -> Iterable[str]:
    """The ARN of the queue that gets what a queue or function could not handle."""
    target = resource.attributes.get("DeadLetterTargetArn")
    config = resource.attributes.get("DeadLetterConfig")
    if isinstance(config, dict):
        target = config.get("TargetArn")
    return [target] if isinstance(target, str) else []
