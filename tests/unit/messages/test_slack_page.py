"""What docs/slack.md tells people to paste works."""

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from costgov.configuration import Configuration

from functions.api.slack import PATH

PAGE = (Path(__file__).parents[3] / "docs" / "slack.md").read_text("utf-8")


@pytest.fixture(scope="module")
def pasted() -> list[Any]:
    """The YAML of the page: the app's manifest, and the configuration."""
    found = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    return [yaml.safe_load(dedent(text.rstrip(" "))) for text in found]


def test_the_manifest_names_the_route_and_every_scope(pasted: list[Any]) -> None:
    manifest, _ = pasted
    interactivity = manifest["settings"]["interactivity"]
    assert interactivity["request_url"].endswith(f".amazonaws.com{PATH}")
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert scopes == ["chat:write", "channels:history", "groups:history"]
    assert all(f"`{scope}`" in PAGE for scope in scopes)


def test_the_configuration_is_valid_and_lets_buttons_work(pasted: list[Any]) -> None:
    _, told = pasted
    configuration = Configuration.model_validate(told)
    alerts = configuration.governance.alerts
    assert configuration.deployment.api.slack_actions
    assert alerts.slack_signing_secret == "/costgov/signing/slack"
    assert alerts.weekly_recommendations is not None
