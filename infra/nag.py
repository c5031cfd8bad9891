"""Acknowledged findings of the rule packs: always one finding, always with the reason."""

from collections.abc import Mapping

import aws_cdk as cdk
from constructs import IConstruct


def acknowledge(construct: IConstruct, findings: Mapping[str, str]) -> None:
    """Accept findings on a construct and what is below it: `{"AwsSolutions-S1": reason, …}`."""
    cdk.Validations.of(construct).acknowledge(
        *(cdk.Acknowledgment(id=finding, reason=reason) for finding, reason in findings.items())
    )


def reported(stack: cdk.Stack, arn: str) -> str:
    """An ARN as the rule packs name it: what is not known before deployment in brackets."""
    account = stack.account
    known = arn.replace(account, "<AWS::AccountId>") if cdk.Token.is_unresolved(account) else arn
    return known.replace(stack.partition, "<AWS::Partition>") if _open(stack.partition) else known


def _open(value: str) -> bool:
    return bool(cdk.Token.is_unresolved(value))
