"""`costgov estimate`."""

import json
import sys
from pathlib import Path
from typing import Annotated, get_args

import typer
from costgov.domain.prices import Prices, list_prices, read_prices
from costgov.domain.runs import CostSource
from costgov.errors import ConfigurationError, InvalidInput
from rich.console import Console

from cli.estimate.printing import as_json, print_estimate
from cli.estimate.result import estimate
from cli.estimate.scale import scale_of
from infra.config import load_configuration

Count = Annotated[int | None, typer.Option(min=1)]


def estimate_command(  # noqa: PLR0917 - each is an option of the command line
    config: Annotated[Path, typer.Option(help="The configuration file.")] = Path("costgov.yaml"),
    source: Annotated[
        str | None, typer.Option(help=" or ".join(get_args(CostSource.__value__)))
    ] = None,
    accounts: Count = None,
    regions: Count = None,
    instances: Annotated[int | None, typer.Option(min=0)] = None,
    volumes: Annotated[int | None, typer.Option(min=0, help="Of all instances.")] = None,
    resources: Annotated[
        int | None, typer.Option(min=0, help="Further resources of an account, of any service.")
    ] = None,
    services: Count = None,
    usage_types: Count = None,
    tags: Annotated[int | None, typer.Option(min=0)] = None,
    tag_values: Count = None,
    groups_per_page: Count = None,
    export_mb: Count = None,
    deliveries: Count = None,
    prices: Annotated[Path | None, typer.Option(help="A price table of your own, CSV.")] = None,
    as_text: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What a month of the product costs on AWS, line by line, and its first run."""
    deployment = load_configuration(config).deployment
    if source is not None:
        if source not in get_args(CostSource.__value__):
            raise InvalidInput(f"{source!r} is no source: {get_args(CostSource.__value__)}")
        deployment = deployment.model_copy(update={"cost_source": source})
    scale = scale_of(
        deployment,
        accounts=accounts,
        regions=regions,
        instances=instances,
        volumes=volumes,
        resources=resources,
        services=services,
        usage_types=usage_types,
        tags=tags,
        tag_values=tag_values,
        groups_per_page=groups_per_page,
        export_mb=export_mb,
        deliveries=deliveries,
    )
    table = list_prices() if prices is None else _own_prices(prices)
    found = estimate(deployment, scale, table)
    if as_text:
        json.dump(as_json(found, scale), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        print_estimate(Console(), found, scale, table)


def _own_prices(path: Path) -> Prices:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    return {**list_prices(), **read_prices(text)}
