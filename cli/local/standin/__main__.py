"""`python -m cli.local.standin`: the stand-in as a process of its own, until it is told to stop."""

import json
import signal
import sys
from datetime import UTC, date, datetime
from threading import Event
from typing import Annotated

import typer

from cli.local.standin.server import MEMBER_ROLE, StandIn
from cli.local.synthetic import build_organisation


def main(
    *,
    port: Annotated[int, typer.Option(help="0 takes a free port.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the synthetic organisation.")] = 1,
    end: Annotated[str, typer.Option(help="Its last charge day.")] = "2026-10-20",
    now: Annotated[str, typer.Option(help="ISO time; its last evening by default.")] = "",
    member_role: Annotated[str, typer.Option(help="Role in the members.")] = MEMBER_ROLE,
    external_id: Annotated[str, typer.Option(help="What assuming it must say.")] = "",
) -> None:
    """Print one JSON line with the address, then serve until SIGTERM or Ctrl-C."""
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    organisation = build_organisation(seed=seed, end=date.fromisoformat(end))
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC) if now else None
    standin = StandIn(
        organisation,
        now=moment,
        member_role=member_role,
        external_id=external_id or None,
        port=port,
    )
    with standin:
        sys.stdout.write(json.dumps({"url": standin.url, "now": standin.now.isoformat()}) + "\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    typer.run(main)
