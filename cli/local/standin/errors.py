"""Refusals, as the services word them."""


class AwsError(Exception):
    """A request is answered with this error code, message and HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def unsupported(what: str) -> AwsError:
    """AWS would answer this; the stand-in cannot, and says so rather than invent something.

    The status is one that no SDK retries.
    """
    return AwsError("NotImplementedByStandIn", f"the stand-in does not answer {what}", 501)
