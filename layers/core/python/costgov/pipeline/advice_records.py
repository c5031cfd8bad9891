"""Typed records of AWS's own advice."""

from costgov.domain.aws_advice import AwsAdvice
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records


def aws_advice(results: DocumentStore) -> Records[AwsAdvice]:
    """What AWS advises: part the account, sort `AwsAdvice.sort`."""
    return Records(results, AwsAdvice, "aws-advice")
