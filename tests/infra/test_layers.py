"""Building a layer: what is left out, what is reused, what is refused."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra import layers


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout that holds one module of the core package."""
    package = tmp_path / "layers" / "core" / "python" / "costgov"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("ANSWER = 42\n")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "stale.pyc").write_bytes(b"")
    monkeypatch.setattr(layers, "ROOT", tmp_path)
    monkeypatch.setattr(layers, "BUILT", tmp_path / "build")
    (tmp_path / "build").mkdir()
    return tmp_path


def build(reported: list[str]) -> layers.BuiltLayer:
    return layers.build_layer("core", "arm64", reported.append)


def test_a_layer_is_built_once_and_again_when_its_sources_change(product: Path) -> None:
    reported: list[str] = []

    first = build(reported)
    again = build(reported)
    module = product / "layers" / "core" / "python" / "costgov" / "__init__.py"
    module.write_text("ANSWER = 43\n")
    changed = build(reported)

    assert reported == ["building the core layer for arm64"] * 2
    assert first == again
    assert changed.key != first.key


def test_the_archive_is_the_same_for_the_same_sources(product: Path) -> None:
    first = build([]).archive.read_bytes()
    (product / "build" / "core-arm64.json").unlink()

    assert build([]).archive.read_bytes() == first


def test_the_manifest_says_what_the_archive_unzips_to(product: Path) -> None:
    layer = build([])

    with zipfile.ZipFile(layer.archive) as archive:
        assert layer.unzipped_bytes == sum(entry.file_size for entry in archive.infolist())
        assert "python/costgov/__pycache__/stale.pyc" not in archive.namelist()
    assert json.loads((product / "build" / "core-arm64.json").read_text())["key"] == layer.key


def test_sourceless_modules_still_import(tmp_path: Path) -> None:
    folder = tmp_path / "layer" / "python"
    folder.mkdir(parents=True)
    (folder / "only.py").write_text("ANSWER = 42\n")

    layers.compile_tree(folder, sourceless=True)

    assert [path.name for path in folder.iterdir()] == ["only.pyc"]
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); import only; print(only.ANSWER)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert said.stdout == b"42\n"


def test_a_module_that_does_not_compile_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "layer" / "python"
    folder.mkdir(parents=True)
    (folder / "broken.py").write_text("def\n")

    with pytest.raises(layers.LayerError, match="compileall failed"):
        layers.compile_tree(folder, sourceless=False)


def test_pruning_keeps_what_imports_and_data_need(tmp_path: Path) -> None:
    kept = (
        "numpy/testing/__init__.py",
        "botocore/data/s3/2006-03-01/service-2.json.gz",
        "x/METADATA",
    )
    gone = (
        "numpy/tests/test_core.py",
        "numpy/_core/include/numpy/arrayobject.h",
        "pandas/core/frame.pyi",
        "botocore/data/braket/2019-09-01/service-2.json.gz",
        "x/RECORD",
        "bin/f2py",
    )
    for name in (*kept, *gone):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")

    layers.prune(tmp_path)

    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set(kept)


def test_another_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))

    with pytest.raises(layers.LayerError, match=r"Python 3\.13"):
        build([])


def test_a_missing_layer_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(layers.LayerError, match="run `make layers` first"):
        layers.built_layer("runtime", "arm64", tmp_path)


def test_every_function_carries_core_and_runtime() -> None:
    assert layers.layers_of("alert") == ("core", "runtime")
    assert layers.layers_of("analyse") == ("core", "runtime", "science")
    assert layers.layers_of("import_billing") == ("core", "runtime", "billing")


@pytest.fixture
def uv(product: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Records what uv is asked for; an installation leaves one package."""
    commands: list[list[str]] = []
    real = layers._run

    def run(command: list[str]) -> str:
        if command[0] != str(layers.UV):
            return real(command)
        commands.append(command[1:])
        if "install" in command:
            package = Path(command[command.index("--target") + 1]) / "lib"
            package.mkdir(parents=True)
            (package / "__init__.py").write_text("")
        return (
            f"{command[command.index('--only-group') + 1]}-lib==1.0\n"
            if "export" in command
            else ""
        )

    monkeypatch.setattr(layers, "_run", run)
    return commands


def test_layers_are_installed_from_locked_hashes_for_their_processor(uv: list[list[str]]) -> None:
    layers.build_layers(["arm64"], lambda _: None)

    installs = [command for command in uv if "install" in command]
    assert len(installs) == len(layers.GROUPS)
    for command in installs:
        assert {"--require-hashes", "--no-deps", ":all:"} <= set(command)
        assert command[command.index("--python-platform") + 1] == "aarch64-manylinux_2_28"


def test_layers_for_this_machine_take_its_own_wheels(uv: list[list[str]]) -> None:
    layers.build_layers(["host"], lambda _: None)

    assert not [command for command in uv if "--python-platform" in command]


def test_what_the_runtime_layer_ships_the_others_leave_out(uv: list[list[str]]) -> None:
    layers.export_requirements()

    leaving_out = [command for command in uv if "--no-emit-package" in command]
    assert [command[command.index("--only-group") + 1] for command in leaving_out] == [
        "science",
        "billing",
    ]
    assert all("runtime-lib" in command for command in leaving_out)
