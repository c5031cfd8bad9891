"""What a collector declares of itself; the stacks build its function's role from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IamStatement:
    """Actions the collector needs, on what and why.

    `resources` may hold `{partition}`, `{account}` (the home account) and `{member_role_name}`.
    `in_members` marks what the role in every other account needs as well.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    reason: str
    in_members: bool = False

    def resolved(
        self, *, partition: str, account: str = "*", member_role_name: str = ""
    ) -> tuple[str, ...]:
        """The resource ARNs with their placeholders filled in."""
        return tuple(
            resource.format(partition=partition, account=account, member_role_name=member_role_name)
            for resource in self.resources
        )


@dataclass(frozen=True, slots=True)
class CollectorSpec:
    """One source: its name, the dataset it feeds and the permissions of the collecting function."""

    name: str
    dataset: str
    iam_actions: tuple[IamStatement, ...]
