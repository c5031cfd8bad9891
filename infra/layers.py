"""Builds the Lambda layers into `build/layers`, from one lock, without Docker.

`python -m infra.layers [arm64] [host]` builds `core`, `runtime`, `science` and `billing` for AWS's
Graviton functions and for the machine at hand (the laptop AWS). A layer whose inputs have not
changed is left as it is. Third-party code ships as sourceless, unchecked-hash bytecode: /opt is
read-only in Lambda, so without it every cold start would compile, and sources besides bytecode
would not fit the 262,144,000 bytes that a function and its layers may unzip to.
"""

import fcntl
import fnmatch
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from costgov.collectors.registry import declared_calls
from costgov.errors import CostGovError

type Target = Literal["arm64", "host"]

ROOT: Final = Path(__file__).resolve().parents[1]
BUILT: Final = ROOT / "build" / "layers"
UV: Final = ROOT / ".tools" / "uv" / "bin" / "uv"
PLATFORMS: Final[dict[Target, str | None]] = {"arm64": "aarch64-manylinux_2_28", "host": None}
CORE: Final = "core"
RUNTIME: Final = "runtime"
# Dependency groups of pyproject.toml that become layers. What `runtime` ships, which is in every
# function, the others leave out; one lock makes sure that they agree on the versions.
GROUPS: Final = (RUNTIME, "science", "billing")
# Of a function with all its layers, unzipped. AWS refuses more.
UNZIPPED_LIMIT: Final = 262_144_000
_EXTRA_LAYERS: Final = {
    "analyse": ("science",),
    "import_billing": ("billing",),
    "optimise": ("science",),
}

# A test compares these with the clients that gateways and functions make by name.
_CALLED_BY_NAME: Final = frozenset(
    "athena ce cloudwatch dynamodb ec2 events organizations pricing s3 sns sqs ssm sts".split()
)
BOTOCORE_SERVICES: Final = _CALLED_BY_NAME | {call.partition(":")[0] for call in declared_calls()}
"""AWS services whose botocore models we ship; the other 350 are 20 MB."""
# What no import needs at run time: tests, typing stubs, headers, sources of compiled modules,
# installers' records. Licences and METADATA (importlib.metadata) stay.
PRUNED_FOLDERS: Final = frozenset({"tests", "bin", "include", "_examples", "__pycache__"})
PRUNED_FILES: Final = (
    "*.pyi",
    "*.pxd",
    "*.pyx",
    "*.h",
    "*.hpp",
    "*.c",
    "*.cpp",
    "*.f90",
    "*.a",
    "py.typed",
    "RECORD",
    "WHEEL",
    "INSTALLER",
    "REQUESTED",
    "top_level.txt",
    "examples-1.json*",
    ".lock",
)
_FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class BuiltLayer:
    """A layer ready to ship: the zip and what it unzips to."""

    name: str
    archive: Path
    unzipped_bytes: int
    key: str


class LayerError(CostGovError):
    """A layer could not be built, or has not been built yet."""


def built_layer(name: str, target: Target, folder: Path = BUILT) -> BuiltLayer:
    """A layer built before.

    Raises:
        LayerError: it is not there; the sentence says how to build it.
    """
    manifest = folder / f"{name}-{target}.json"
    if not manifest.exists():
        raise LayerError(f"{manifest} is missing: run `make layers` first")
    facts = json.loads(manifest.read_text())
    archive = manifest.with_suffix(".zip")
    return BuiltLayer(name, archive, facts["unzipped_bytes"], facts["key"])


def layers_of(function: str) -> tuple[str, ...]:
    """The layers a function carries: core and runtime, and the heavy ones where they are used."""
    return (CORE, RUNTIME, *_EXTRA_LAYERS.get(function, ()))


def unzipped_bytes(names: Sequence[str], target: Target, folder: Path = BUILT) -> int:
    """What the functions' asset and these layers unzip to, together."""
    sources = (ROOT / "functions").rglob("*")
    own = sum(file.stat().st_size for file in sources if file.is_file() and file.suffix != ".pyc")
    return own + sum(built_layer(name, target, folder).unzipped_bytes for name in names)


def build_layer(name: str, target: Target, report: Callable[[str], None]) -> BuiltLayer:
    """Build one layer unless it is up to date; reports what it builds.

    Raises:
        LayerError: it cannot be built.
    """
    if sys.version_info[:2] != (3, 13):
        raise LayerError("the layers hold Python 3.13 bytecode: build them with Python 3.13")
    with alone(BUILT / f"{name}-{target}.lock"):
        key = _core_key() if name == CORE else _group_key(name, target)
        manifest = BUILT / f"{name}-{target}.json"
        if not (manifest.exists() and json.loads(manifest.read_text())["key"] == key):
            report(f"building the {name} layer for {target}")
            manifest.unlink(missing_ok=True)
            unzipped = _build(name, target, BUILT / f"{name}-{target}")
            manifest.write_text(json.dumps({"key": key, "unzipped_bytes": unzipped}))
        return built_layer(name, target, BUILT)


def _build(name: str, target: Target, folder: Path) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    python = folder / "python"
    if name == CORE:
        shutil.copytree(ROOT / "layers" / "core" / "python", python, ignore=_bytecode)
    else:
        _install(requirements_file(name), python, target)
        prune(python)
    compile_tree(python, sourceless=name != CORE)
    return _zip(folder, folder.with_suffix(".zip"), level=1 if target == "host" else 6)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock file, so that two processes never write the same output at once."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def requirements_file(group: str) -> Path:
    """The committed export of a group; rewritten from uv.lock by `export_requirements`."""
    return ROOT / "layers" / group / "requirements.txt"


def exported_requirements(group: str) -> str:
    """The pinned, hashed requirements of a layer as uv.lock has them now."""
    command = ["export", "--frozen", "--only-group", group, "--no-emit-project"]
    command += ["--no-header", "--no-annotate"]
    if group != RUNTIME:
        for package in _packages(exported_requirements(RUNTIME)):
            command += ["--no-emit-package", package]
    return _uv(*command)


def _packages(requirements: str) -> Iterator[str]:
    for line in requirements.splitlines():
        if "==" in line:
            yield line.partition("==")[0]


def export_requirements() -> None:
    """Bring `layers/*/requirements.txt` in step with uv.lock."""
    for group in GROUPS:
        text = exported_requirements(group)
        file = requirements_file(group)
        if not file.exists() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)


def _install(requirements: Path, folder: Path, target: Target) -> None:
    command = ["pip", "install", "--quiet", "--target", str(folder), "--python", sys.executable]
    command += ["--requirement", str(requirements), "--require-hashes", "--no-deps"]
    command += ["--only-binary", ":all:", "--link-mode", "copy"]
    platform = PLATFORMS[target]
    if platform:
        command += ["--python-platform", platform, "--python-version", "3.13"]
    _uv(*command)


def prune(folder: Path) -> None:
    """Remove what no import needs, and the botocore models of services we never call."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and (path.name in PRUNED_FOLDERS or _is_unused_model(path)):
            shutil.rmtree(path)
        elif path.is_file() and any(fnmatch.fnmatch(path.name, p) for p in PRUNED_FILES):
            path.unlink()


def _is_unused_model(folder: Path) -> bool:
    is_model = folder.parent.name == "data" and folder.parent.parent.name in ("botocore", "boto3")
    return is_model and folder.name not in BOTOCORE_SERVICES


def compile_tree(folder: Path, *, sourceless: bool) -> None:
    """Compile to unchecked-hash bytecode, in place of the sources or beside them."""
    command = [sys.executable, "-m", "compileall", "-q", "-f", "-j", "0"]
    command += ["--invalidation-mode", "unchecked-hash", "-s", str(folder.parent), "-p", "/opt"]
    command += ["-b"] if sourceless else []
    _run([*command, str(folder)])
    if sourceless:
        for source in folder.rglob("*.py"):
            source.unlink()


def _zip(folder: Path, archive: Path, level: int) -> int:
    """Pack a folder reproducibly; returns what it unzips to, in bytes."""
    total = 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as out:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), _FIXED_TIME)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                content = path.read_bytes()
                total += len(content)
                out.writestr(entry, content, compresslevel=level)
    return total


def _group_key(group: str, target: Target) -> str:
    recipe = Path(__file__).read_bytes() + sys.version.encode() + target.encode()
    recipe += " ".join(sorted(BOTOCORE_SERVICES)).encode()
    return hashlib.sha256(recipe + requirements_file(group).read_bytes()).hexdigest()


def _core_key() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes() + sys.version.encode())
    source = ROOT / "layers" / "core" / "python"
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(source)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _bytecode(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "__pycache__" or name.endswith(".pyc")}


def _uv(*arguments: str) -> str:
    return _run([str(UV), *arguments])


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own tools, arguments of our own
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip())[-2000:]
        raise LayerError(f"{' '.join(command[:3])} failed: {said}")
    return done.stdout


def build_layers(targets: Sequence[str], report: Callable[[str], None]) -> None:
    """Build every layer that is not up to date for these targets."""
    export_requirements()
    for target in PLATFORMS:
        if target in targets:
            for name in (CORE, *GROUPS):
                build_layer(name, target, report)


def main(arguments: list[str]) -> None:
    """Build all layers for the targets named (`arm64`, `host`), or for both."""
    build_layers(arguments or list(PLATFORMS), lambda line: print(line, flush=True))


if __name__ == "__main__":
    main(sys.argv[1:])
