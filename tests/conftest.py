"""Every test runs with fake credentials and without a network, unless it deploys the product."""

import os

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket

# How long one example takes says how busy the machine is. `--hypothesis-profile=long` looks harder.
settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=1000)
settings.load_profile("quick")

_KEPT = {"HOME", "PATH", "TMPDIR", "LANG", "COSTGOV_DATA", "VIRTUAL_ENV", "NODE_EXTRA_CA_CERTS"}
_FAKE = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
}


@pytest.fixture(autouse=True)
def _isolated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clear the environment and block sockets; `e2e` and loopback tests open them again."""
    if request.node.get_closest_marker("e2e"):
        enable_socket()
        return
    for name in list(os.environ):
        if name.startswith(("AWS_", "COSTGOV_", "POWERTOOLS_")) and name not in _KEPT:
            monkeypatch.delenv(name)
    for name, value in _FAKE.items():
        monkeypatch.setenv(name, value)
    if request.node.get_closest_marker("loopback"):
        enable_socket()
    else:
        disable_socket(allow_unix_socket=True)
