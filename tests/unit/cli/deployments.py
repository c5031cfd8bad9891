"""A deployment whose stacks are only names, on moto."""

import boto3

from cli.deployment import Deployment, Outputs

OUTPUTS = {
    "CostsTable": "costs",
    "ResultsTable": "results",
    "ControlTable": "control",
    "EvidenceBucket": "evidence",
    "ReportsBucket": "reports",
    "ExportsBucket": "exports",
    "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:daily",
    "ScheduleName": "daily",
    "ImportQueueUrl": "queue",
    "ImportDeadLettersUrl": "dead",
    "AlertsTopicArn": "arn:aws:sns:us-east-1:123456789012:alerts",
    "DeliverQueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
    "DeliverDeadLettersUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/undelivered",
    "EventBusName": "costgov",
    "ApiUrl": "https://abc.execute-api.us-east-1.amazonaws.com/",
}


def deployment(**changed: str) -> Deployment:
    """A deployment with some outputs changed."""
    outputs = Outputs.model_validate(OUTPUTS | changed)
    return Deployment(boto3.Session(), outputs, outputs.ApiUrl.rstrip("/"))
