"""Buttons of Slack messages: the one route that no authorizer guards, but Slack's signature.

What answers is imported with the first click: no other request's cold start pays for it.
"""

from pkgutil import resolve_name
from typing import Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

PATH: Final = "/slack/actions"
router = Router()  # type: ignore[no-untyped-call]


def slack_actions() -> Response[str]:
    """Decide what a signed click says."""
    answer: Response[str] = resolve_name("functions.api.slack_clicks:answer")(
        router.current_event, *(router.context[name]() for name in ("stores", "gate", "wake"))
    )
    return answer


router.route(PATH, "POST")(slack_actions)
