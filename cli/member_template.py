"""`python -m cli.member_template`: write the member role's template to docs/member-role.json."""

import os

from cli.local.tools import ensure_node


def main() -> None:
    """Synthesise it on the maintained Node and write it."""
    node, _ = ensure_node(print)
    os.environ["PATH"] = os.pathsep.join((str(node.parent), os.environ.get("PATH", os.defpath)))
    # Imported here: it starts Node, which has to be ours.
    from infra.member.template import TEMPLATE, member_template  # noqa: PLC0415

    TEMPLATE.write_text(member_template(), encoding="utf-8")


if __name__ == "__main__":
    main()
