"""The product deployed on this machine: tools, layers, emulator, stand-in, receiver, stacks."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import boto3

from cli.deployment import Deployment, checked_outputs
from cli.local.bearer import BearerClient
from cli.local.deploy import cdk_deploy
from cli.local.emulator import Emulator
from cli.local.receiver import Receiver
from cli.local.standin import StandIn
from cli.local.synthetic import Organisation, build_organisation
from cli.local.synthetic.estate import Estate
from cli.local.tools import Tools, ensure_tools
from infra.config import load_configuration
from infra.layers import GROUPS, build_layer

type Report = Callable[[str], None]

# Services that the stand-in answers for every function, by botocore's service-specific variables;
# the estate is read there through a setting, because the product's own stores are elsewhere.
STANDIN_SERVICES = ("COST_EXPLORER", "ORGANIZATIONS")
ESTATE_ADDRESS = "COSTGOV_INVENTORY_ENDPOINT"
SLACK_ADDRESS = "COSTGOV_SLACK_ENDPOINT"
PAGERDUTY_ADDRESS = "COSTGOV_PAGERDUTY_ENDPOINT"


@dataclass(frozen=True)
class Running:
    """The deployed product, its emulator, what is read instead of a real estate, and what takes
    its messages."""

    deployment: Deployment
    emulator: Emulator
    organisation: Organisation | None
    standin: StandIn | None
    receiver: Receiver

    def bearer(self, token: str) -> BearerClient:
        """The API for callers with tokens, as whoever holds this one sees it."""
        url = _address(self.emulator, self.deployment.outputs.JwtApiUrl)
        return BearerClient(url, token)

    @property
    def last_day(self) -> date | None:
        """The synthetic organisation's last charge day."""
        return self.organisation.end if self.organisation else None


@contextmanager
def laptop(
    config: Path,
    report: Report,
    *,
    synthetic: bool,
    estate: Callable[[Organisation], StandIn] = StandIn,
) -> Iterator[Running]:
    """Deploy the app with `stage=local`; everything ends when the context is left.

    Args:
        config: the costgov.yaml to deploy.
        report: told of each step.
        synthetic: whether the synthetic organisation stands behind the APIs that are read; if
            not, the inventory is empty.
        estate: makes the stand-in of the organisation, for another one than it is by itself.

    Raises:
        ConfigurationError, ToolError, LayerError, EmulatorError, DeployError
    """
    region = load_configuration(config).deployment.region
    tools = _prepared(report)
    with ExitStack() as stack:
        report("making the synthetic organisation" if synthetic else "making an empty estate")
        organisation = build_organisation()
        standin = stack.enter_context(estate(organisation if synthetic else _empty(organisation)))
        receiver = stack.enter_context(Receiver())
        # The inventory is never that of the emulator, in which the product itself lives.
        addresses = {
            ESTATE_ADDRESS: standin.url,
            SLACK_ADDRESS: receiver.slack_api,
            PAGERDUTY_ADDRESS: receiver.pagerduty_api,
        }
        if synthetic:
            addresses |= {f"AWS_ENDPOINT_URL_{name}": standin.url for name in STANDIN_SERVICES}
        report("starting the laptop AWS")
        issuer = (receiver.issuer.name, receiver.issuer_address)
        emulator = Emulator(tools, region=region, function_env=addresses, issuer=issuer)
        stack.enter_context(emulator)
        stacks = cdk_deploy(emulator, tools, config=config, report=report)
        deployment = _deployment(emulator, stacks)
        stack.callback(deployment.close)
        shown = organisation if synthetic else None
        yield Running(deployment, emulator, shown, standin, receiver)


def _empty(organisation: Organisation) -> Organisation:
    """The same without anything in it, for bills of which no estate is known."""
    return replace(organisation, instances=(), estate=Estate.of([]))


def _prepared(report: Report) -> Tools:
    tools = ensure_tools(report)
    for name in ("core", *GROUPS):
        build_layer(name, "host", report)
    return tools


def _deployment(emulator: Emulator, stacks: Mapping[str, Mapping[str, str]]) -> Deployment:
    outputs = checked_outputs({k: v for stack in stacks.values() for k, v in stack.items()})
    environment = emulator.env()
    root = boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=emulator.region,
    )
    return Deployment(root, outputs, _address(emulator, outputs.ApiUrl), emulator.endpoint_url)


def _address(emulator: Emulator, api_url: str) -> str:
    """An API's address in the path form: the emulator's host names resolve on few machines."""
    api_id = api_url.split("//")[1].split(".", maxsplit=1)[0]
    return f"{emulator.endpoint_url}/_aws/execute-api/{api_id}/$default"
