"""Deploying to the laptop: synthesis only when an input changed, errors with CDK's own words."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.local import deploy
from cli.local.emulator import Emulator
from cli.local.tools import Tools

# Stands in for the CDK command line: notes its arguments, makes what the real one makes.
FAKE_CDK = """
import json, os, pathlib, sys
arguments = sys.argv[1:]
with open({calls!r}, "a") as calls:
    print(json.dumps([arguments, os.environ.get("AWS_ENDPOINT_URL"), os.getcwd()]), file=calls)
if arguments[0] == {failing!r}:
    sys.exit("Stack could not be built")
if arguments[0] == "synth":
    pathlib.Path(arguments[arguments.index("--output") + 1]).mkdir()
if arguments[0] == "deploy":
    outputs = pathlib.Path(arguments[arguments.index("--outputs-file") + 1])
    outputs.write_text(json.dumps({{"CostGovernor-Api": {{"ApiId": "abc"}}}}))
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "functions" / "run").mkdir(parents=True)
    (tmp_path / "functions" / "run" / "handler.py").write_text("one")
    (tmp_path / "build").mkdir()
    (tmp_path / "costgov.yaml").write_text("{}")
    monkeypatch.setattr(deploy, "ROOT", tmp_path)
    monkeypatch.setattr(deploy, "ASSEMBLIES", tmp_path / "build" / "laptop")
    monkeypatch.setattr(deploy, "build_layers", lambda targets, report: None)
    return tmp_path


@pytest.fixture
def run(checkout: Path) -> Callable[..., dict[str, dict[str, str]]]:
    """Deploys with a fake CDK, which fails at one of its commands if asked to."""

    def deployed(failing: str = "", **context: str) -> dict[str, dict[str, str]]:
        cdk = checkout / "cdk.py"
        cdk.write_text(FAKE_CDK.format(calls=str(checkout / "calls"), failing=failing))
        tools = Tools(Path(sys.executable), Path(sys.executable), Path(sys.executable), cdk)
        return deploy.cdk_deploy(
            Emulator(tools),
            tools,
            config=checkout / "costgov.yaml",
            report=lambda _: None,
            context=context,
        )

    return deployed


def commands(checkout: Path) -> list[str]:
    return [json.loads(line)[0][0] for line in (checkout / "calls").read_text().splitlines()]


def test_the_outputs_come_back_by_stack(run: Callable[..., object]) -> None:
    assert run() == {"CostGovernor-Api": {"ApiId": "abc"}}


def test_synthesis_is_reused_until_something_it_reads_changes(
    run: Callable[..., object], checkout: Path
) -> None:
    run()
    run()
    assert commands(checkout) == ["synth", "bootstrap", "deploy", "bootstrap", "deploy"]

    (checkout / "functions" / "run" / "handler.py").write_text("two")
    run()
    assert commands(checkout)[5:] == ["synth", "bootstrap", "deploy"]

    (checkout / "costgov.yaml").write_text("deployment: {}")
    run()
    assert commands(checkout)[8:] == ["synth", "bootstrap", "deploy"]

    run(feature="on")
    assert commands(checkout)[11:] == ["synth", "bootstrap", "deploy"]


def test_bytecode_is_no_input(run: Callable[..., object], checkout: Path) -> None:
    run()
    (checkout / "functions" / "run" / "handler.pyc").write_bytes(b"x")
    run()

    assert commands(checkout).count("synth") == 1


def test_only_the_last_three_assemblies_are_kept(
    run: Callable[..., object], checkout: Path
) -> None:
    for feature in "abcd":
        run(feature=feature)

    assert len(list((checkout / "build" / "laptop").glob("*/"))) == 3
    run(feature="d")
    assert commands(checkout).count("synth") == 4


def test_a_failed_synthesis_is_not_reused(run: Callable[..., object], checkout: Path) -> None:
    with pytest.raises(deploy.DeployError, match="cdk synth failed:\nStack could not be built"):
        run("synth")
    run()

    assert commands(checkout) == ["synth", "synth", "bootstrap", "deploy"]


@pytest.mark.parametrize("command", ["bootstrap", "deploy"])
def test_cdks_own_words_are_kept(run: Callable[..., object], command: str) -> None:
    with pytest.raises(deploy.DeployError, match=f"cdk {command} failed:\nStack could not"):
        run(command)


def test_only_the_laptop_is_spoken_to(
    run: Callable[..., object], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://somewhere.example")
    monkeypatch.setenv("AWS_PROFILE", "production")

    run()

    endpoints = {json.loads(line)[1] for line in (checkout / "calls").read_text().splitlines()}
    [endpoint] = endpoints
    assert endpoint.startswith("http://127.0.0.1:")


def test_bootstrap_runs_outside_the_app_folder(run: Callable[..., object], checkout: Path) -> None:
    run()

    folders = {
        c[0][0]: c[2] for c in map(json.loads, (checkout / "calls").read_text().splitlines())
    }
    assert folders["deploy"] == str(checkout)
    assert folders["bootstrap"] != str(checkout)
