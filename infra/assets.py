"""What the functions run: one asset with all of `functions/`, and the layers built beforehand."""

import platform
from pathlib import Path
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.layers import (
    ROOT,
    UNZIPPED_LIMIT,
    LayerError,
    Target,
    built_layer,
    layers_of,
    unzipped_bytes,
)

# Everything but the folder itself, so that `functions.api.handler.handler` is the path in Lambda
# as in tests, and all functions share one upload.
_FUNCTIONS_ONLY: Final = ("*", "!functions", "!functions/**", "**/__pycache__", "**/*.pyc")


class Assets:
    """The code of all functions for one kind of processor."""

    def __init__(self, target: Target, layers: Path) -> None:
        self._target = target
        self._layers = layers

    @property
    def code(self) -> lambda_.Code:
        """The functions' asset; a new object each time, because CDK ties one to a stack."""
        return lambda_.Code.from_asset(
            str(ROOT), exclude=list(_FUNCTIONS_ONLY), ignore_mode=cdk.IgnoreMode.GIT
        )

    @property
    def architecture(self) -> lambda_.Architecture:
        """Graviton on AWS; on a laptop, the laptop's."""
        arm = self._target == "arm64" or platform.machine() in ("arm64", "aarch64")
        return lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64

    def layers(self, scope: Construct, function: str) -> list[lambda_.LayerVersion]:
        """The layer versions of a function, in its scope's stack.

        Each stack has versions of its own (the upload is shared): a version that another stack
        imported could never be replaced.

        Raises:
            LayerError: one has not been built, or together they are more than Lambda takes.
        """
        names = layers_of(function)
        total = unzipped_bytes(names, self._target, self._layers)
        if total > UNZIPPED_LIMIT:
            together = " + ".join(("functions", *names))
            raise LayerError(f"{together} unzip to {total:,} of {UNZIPPED_LIMIT:,} bytes")
        return [self._layer(cdk.Stack.of(scope), name) for name in names]

    def _layer(self, stack: cdk.Stack, name: str) -> lambda_.LayerVersion:
        identity = f"{name.capitalize()}Layer"
        present = stack.node.try_find_child(identity)
        if isinstance(present, lambda_.LayerVersion):
            return present
        layer = built_layer(name, self._target, self._layers)
        return lambda_.LayerVersion(
            stack,
            identity,
            code=lambda_.Code.from_asset(str(layer.archive), asset_hash=layer.key),
            compatible_architectures=[self.architecture],
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            description=f"Cost Governor {name}",
        )
