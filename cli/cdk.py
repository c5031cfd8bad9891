"""`python -m cli.cdk <arguments>`: the pinned CDK command line on a maintained Node."""

import os
import subprocess
import sys

from cli.local.tools import ROOT, ensure_cdk, ensure_node


def main(arguments: list[str]) -> int:
    """Run it in the checkout with the caller's environment; returns its exit code."""
    node, npm = ensure_node(print)
    cdk = ensure_cdk(npm, print)
    path = os.pathsep.join((str(node.parent), os.environ.get("PATH", os.defpath)))
    command = [str(node), str(cdk), *arguments, "--no-notices"]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PATH": path}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
