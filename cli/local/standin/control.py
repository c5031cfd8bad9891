"""Looking at and steering the stand-in over HTTP; nothing under this path is AWS."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus

from werkzeug.wrappers import Request, Response

from cli.local.standin.faults import Fault
from cli.local.standin.world import World

PREFIX = "/_standin/"


def control(world: World, request: Request) -> Response:
    """Answer `GET health`, `GET usage`, `POST faults`, `DELETE faults` and `POST now`."""
    action = f"{request.method} {request.path.removeprefix(PREFIX)}"
    act = _ACTIONS.get(action)
    if act is None:
        return _json({"error": f"no {action}"}, HTTPStatus.NOT_FOUND)
    try:
        return _json(act(world, request))
    except (ValueError, TypeError, KeyError) as error:
        return _json({"error": f"{type(error).__name__}: {error}"}, HTTPStatus.BAD_REQUEST)


def _health(world: World, _request: Request) -> object:
    return {"status": "ok", "now": world.now.isoformat()}


def _usage(world: World, _request: Request) -> object:
    return asdict(world.meter.usage())


def _plan_fault(world: World, request: Request) -> object:
    world.faults.plan(Fault(**json.loads(request.get_data())))
    return {"status": "planned"}


def _clear_faults(world: World, _request: Request) -> object:
    world.faults.clear()
    return {"status": "cleared"}


def _set_now(world: World, request: Request) -> object:
    world.now = datetime.fromisoformat(json.loads(request.get_data())["now"])
    return _health(world, request)


_ACTIONS: Mapping[str, Callable[[World, Request], object]] = {
    "GET health": _health,
    "GET usage": _usage,
    "POST faults": _plan_fault,
    "DELETE faults": _clear_faults,
    "POST now": _set_now,
}


def _json(body: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    text = json.dumps(body, default=_decimal_text)
    return Response(text, status=status, content_type="application/json")


def _decimal_text(value: object) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
    return str(value)
