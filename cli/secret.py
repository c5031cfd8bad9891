"""`costgov secret`: what channels sign in with, as SecureString parameters below /costgov/.

A value is read from the terminal without echo or from standard input, never from an argument: a
shell keeps those in its history.
"""

import sys
from collections.abc import Callable
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from botocore.exceptions import ClientError
from costgov.domain.alerting.channels import SECRETS
from costgov.errors import InvalidInput, NotFound
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.deployment import Deployment
from cli.trail import change_noted

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Such as slack/token: below /costgov/ when relative.")
]

type Guard = Callable[..., Callable[..., None]]


def secret_app(console: Console, deployed: Callable[[], Deployment], guarded: Guard) -> typer.Typer:
    """The commands, over a deployment that is found when one is given."""
    app = typer.Typer(no_args_is_help=True, help="What channels sign in with, in SSM.")

    @app.command("set")
    @guarded
    def set_(name: Name) -> None:
        """Store a secret; a channel uses a new one within five minutes, without deployment."""
        full = full_name(name)
        value = read_value(f"value of {full}: ")
        deployment = deployed()
        with change_noted(deployment, "set_secret", f"secret{full}"):
            put_secret(deployment, full, value)
        console.print(f"{escape(full)} is stored")

    @app.command("list")
    @guarded
    def list_() -> None:
        """Show which secrets there are and when each was changed, never their values."""
        table = Table("name", "version", "changed", box=None, pad_edge=False)
        for one in listed(deployed()):
            changed = f"{one['LastModifiedDate']:%Y-%m-%d %H:%M}"
            table.add_row(escape(one["Name"]), str(one["Version"]), changed)
        console.print(table if table.row_count else "there are no secrets")

    @app.command()
    @guarded
    def remove(name: Name) -> None:
        """Remove a secret; channels that name it stop working."""
        full = full_name(name)
        deployment = deployed()
        with change_noted(deployment, "remove_secret", f"secret{full}"):
            remove_secret(deployment, full)
        console.print(f"{escape(full)} is removed")

    return app


def full_name(name: str) -> str:
    """The parameter's name.

    Raises:
        InvalidInput: it lies elsewhere, where no channel may read it.
    """
    if not name.startswith("/"):
        return SECRETS + name
    if not name.startswith(SECRETS):
        raise InvalidInput(f"{name}: secrets lie below {SECRETS}, where channels may read them")
    return name


def read_value(prompt: str) -> str:
    """A line from the terminal without echo, or all of standard input where there is none.

    Raises:
        InvalidInput: nothing was given.
    """
    value = getpass(prompt) if sys.stdin.isatty() else sys.stdin.read()
    if not (stripped := value.strip()):
        raise InvalidInput("an empty secret is none")
    return stripped


def put_secret(deployment: Deployment, name: str, value: str) -> None:
    """Store a SecureString, replacing what was there."""
    ssm: SSMClient = deployment.client("ssm")
    ssm.put_parameter(
        Name=name,
        Value=value,
        Type="SecureString",
        Overwrite=True,
        Description="Cost Governor: a channel's secret",
    )


def listed(deployment: Deployment) -> list[dict[str, Any]]:
    """Names, versions and dates, sorted by name."""
    ssm: SSMClient = deployment.client("ssm")
    pages = ssm.get_paginator("describe_parameters").paginate(
        ParameterFilters=[{"Key": "Name", "Option": "BeginsWith", "Values": [SECRETS]}]
    )
    found: list[dict[str, Any]] = [dict(one) for page in pages for one in page["Parameters"]]
    return sorted(found, key=lambda one: str(one["Name"]))


def remove_secret(deployment: Deployment, name: str) -> None:
    """Remove one.

    Raises:
        NotFound: there is none of that name.
    """
    ssm: SSMClient = deployment.client("ssm")
    try:
        ssm.delete_parameter(Name=name)
    except ClientError as error:
        if "ParameterNotFound" not in str(error):
            raise
        raise NotFound(f"there is no secret {name}") from error
