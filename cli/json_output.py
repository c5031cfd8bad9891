"""What every command that shows something also gives to programs."""

import json
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def print_json(value: object) -> None:
    """JSON on standard output, without colours or folding."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
