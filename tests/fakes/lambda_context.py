"""What Lambda hands a handler beside the event."""

from aws_lambda_powertools.utilities.typing import LambdaContext


class _AtItsBegin(LambdaContext):
    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 840_000


def lambda_context(name: str) -> LambdaContext:
    """The context of one invocation of a function, most of its time still to come."""
    context = _AtItsBegin()
    context._function_name = name
    context._memory_limit_in_mb = 512
    context._invoked_function_arn = f"arn:aws:lambda:us-east-1:111122223333:function:{name}"
    context._aws_request_id = "00000000-0000-4000-8000-000000000000"
    return context
