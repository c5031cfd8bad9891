"""The layers as they ship to AWS: small enough, complete, for the right processor."""

import re
import struct
import zipfile
from pathlib import Path

import pytest
from botocore.session import get_session
from costgov.collectors.registry import declared_calls

from cli.local.tools import ROOT
from infra.layers import (
    BOTOCORE_SERVICES,
    BUILT,
    CORE,
    GROUPS,
    UNZIPPED_LIMIT,
    exported_requirements,
    layers_of,
    requirements_file,
)

FUNCTIONS = sorted(handler.parent.name for handler in (ROOT / "functions").glob("*/handler.py"))
ELF_AARCH64 = 183
UNCHECKED_HASH = 0b01


def archive(name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(BUILT / f"{name}-arm64.zip")


def unzipped(name: str) -> int:
    with archive(name) as layer:
        return sum(entry.file_size for entry in layer.infolist())


@pytest.mark.layers
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_and_its_layers_unzip_to_less_than_lambda_takes(function: str) -> None:
    sources = [
        path for path in (ROOT / "functions").rglob("*") if path.is_file() and path.suffix != ".pyc"
    ]
    own = sum(path.stat().st_size for path in sources)

    assert own + sum(unzipped(name) for name in layers_of(function)) <= UNZIPPED_LIMIT


@pytest.mark.layers
@pytest.mark.parametrize("name", GROUPS)
def test_third_party_code_ships_as_bytecode_that_is_never_checked(name: str) -> None:
    with archive(name) as layer:
        names = layer.namelist()
        assert not [entry for entry in names if entry.endswith(".py")]
        compiled = [entry for entry in names if entry.endswith(".pyc")]
        assert compiled
        flags = {struct.unpack("<I", layer.read(entry)[4:8])[0] for entry in compiled}
    assert flags == {UNCHECKED_HASH}


@pytest.mark.layers
def test_our_own_code_ships_with_its_sources_for_readable_traces() -> None:
    with archive(CORE) as layer:
        names = set(layer.namelist())
    sources = {entry for entry in names if entry.endswith(".py")}

    assert "python/costgov/settings.py" in sources
    for source in sources:
        folder, _, module = source.rpartition("/")
        assert f"{folder}/__pycache__/{module}c".replace(".pyc", ".cpython-313.pyc") in names


@pytest.mark.layers
@pytest.mark.parametrize("name", GROUPS)
def test_extension_modules_are_for_graviton(name: str) -> None:
    with archive(name) as layer:
        libraries = [entry for entry in layer.namelist() if re.search(r"\.so(\.|$)", entry)]
        machines = {
            struct.unpack("<H", layer.read(entry)[18:20])[0]
            for entry in libraries
            if layer.read(entry)[:4] == b"\x7fELF"
        }
    assert libraries
    assert machines == {ELF_AARCH64}


@pytest.mark.layers
def test_no_package_ships_twice() -> None:
    with archive("runtime") as runtime, archive("science") as science:
        shared = {name.split("/")[1] for name in runtime.namelist()} & {
            name.split("/")[1] for name in science.namelist()
        }
    assert shared == set()


@pytest.mark.parametrize("group", GROUPS)
def test_requirements_are_in_step_with_the_lock(group: str) -> None:
    assert requirements_file(group).read_text() == exported_requirements(group)


def test_the_models_of_every_service_we_call_ship_and_no_others() -> None:
    sources = [*(ROOT / "layers" / "core").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    called = {service for source in sources for service in clients_made_in(source)}
    declared = {call.partition(":")[0] for call in declared_calls()}

    assert called | declared == set(BOTOCORE_SERVICES)
    known = set(get_session().get_available_services())
    assert known > BOTOCORE_SERVICES


def clients_made_in(source: Path) -> set[str]:
    return set(re.findall(r"(?:clients?|estate)\(\s*\"([a-z0-9-]+)\"", source.read_text()))
