"""IAM users of the laptop AWS: what a person uses, not the account's root."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import boto3

from cli.deployment import Deployment

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def viewer_of(deployment: Deployment, name: str, may_post: Sequence[str] = ()) -> Deployment:
    """The deployment as a new user sees it who may read the API and open reports.

    `may_post` are the paths, with `*` for what they hold, that the user may also post to.
    """
    api = "arn:aws:execute-api:*:*:*/$default"
    iam: IAMClient = deployment.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(
        UserName=name,
        PolicyName="read-cost-governor",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    _allow("execute-api:Invoke", f"{api}/GET/*"),
                    *(_allow("execute-api:Invoke", f"{api}/POST{path}") for path in may_post),
                    _allow("s3:GetObject", f"arn:aws:s3:::{deployment.outputs.ReportsBucket}/*"),
                ],
            }
        ),
    )
    key = iam.create_access_key(UserName=name)["AccessKey"]
    session = boto3.Session(
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        region_name=deployment.session.region_name,
    )
    return deployment.seen_by(session)


def _allow(action: str, resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}
