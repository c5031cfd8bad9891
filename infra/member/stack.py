"""The role that lets the collecting function, and nobody else, look at an account."""

from collections import defaultdict

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct
from costgov.collectors.registry import member_statements
from costgov.configuration import MemberRole

from infra.nag import acknowledge

_ROLE_ARN = r"^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$"
_ROLE_NAME = r"^[\w+=,.@-]{1,64}$"
_EXTERNAL_ID = r"^$|^[\w+=,.@:/-]{2,1224}$"
_ORGANIZATION = r"^$|^o-[a-z0-9]{10,32}$"


class MemberRoleStack(cdk.Stack):
    """One role, for a StackSet over all accounts or a single stack; nothing is uploaded for it.

    It is trusted to one role of the home account. The account itself stands in the trust policy
    as well, since a policy naming only a role breaks when that role is made anew.
    """

    def __init__(self, scope: Construct) -> None:
        super().__init__(
            scope,
            "MemberRole",
            description="Cost Governor: read-only role for the account's resources and metrics",
            synthesizer=cdk.LegacyStackSynthesizer(),
        )
        collector = self._parameter(
            "CollectorRoleArn",
            "Output CollectorRoleArn of stack CostGovernor-Pipeline in the home account",
            _ROLE_ARN,
        )
        name = self._parameter(
            "RoleName", "deployment.member_role.name", _ROLE_NAME, MemberRole().name
        )
        external_id = self._parameter(
            "ExternalId", "deployment.member_role.external_id; empty if none", _EXTERNAL_ID, ""
        )
        organization = self._parameter(
            "OrganizationId",
            "The organisation (o-...) the home account must be in; empty: any",
            _ORGANIZATION,
            "",
        )
        home = cdk.Fn.select(4, cdk.Fn.split(":", collector.value_as_string))
        role = iam.CfnRole(
            self,
            "Reader",
            role_name=name.value_as_string,
            description="Cost Governor looks at resources and metrics; it can change nothing",
            max_session_duration=3600,
            assume_role_policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": f"arn:{self.partition}:iam::{home}:root"},
                        "Action": "sts:AssumeRole",
                        "Condition": {
                            "ArnEquals": {"aws:PrincipalArn": collector.value_as_string},
                            "StringEquals": {
                                "aws:PrincipalAccount": home,
                                "sts:ExternalId": self._if_given(external_id),
                                "aws:PrincipalOrgID": self._if_given(organization),
                            },
                        },
                    }
                ],
            },
            policies=[self._reading()],
        )
        self._acknowledge(role)
        cdk.CfnOutput(self, "RoleArn", value=role.attr_arn)

    def _parameter(
        self, identity: str, description: str, pattern: str, default: str | None = None
    ) -> cdk.CfnParameter:
        return cdk.CfnParameter(
            self, identity, description=description, allowed_pattern=pattern, default=default
        )

    def _if_given(self, parameter: cdk.CfnParameter) -> cdk.IResolvable:
        """The parameter's value; the key it stands under is left out when it is empty."""
        given = cdk.CfnCondition(
            self,
            f"Has{parameter.node.id}",
            expression=cdk.Fn.condition_not(cdk.Fn.condition_equals(parameter.value_as_string, "")),
        )
        return cdk.Token.as_any(
            cdk.Fn.condition_if(given.logical_id, parameter.value_as_string, cdk.Aws.NO_VALUE)
        )

    def _reading(self) -> iam.CfnRole.PolicyProperty:
        """What all collectors declare for members, one statement for each set of resources.

        A role's inline policies hold 10,240 characters in all: what every source declares by
        itself would say `cloudwatch:GetMetricData` and `*` once for each.
        """
        actions: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for declared in member_statements():
            resources = declared.resolved(partition=self.partition)
            actions[tuple(sorted(resources))].update(declared.actions)
        statements = [
            {"Effect": "Allow", "Action": sorted(allowed), "Resource": [*resources]}
            for resources, allowed in sorted(actions.items())
        ]
        return iam.CfnRole.PolicyProperty(
            policy_name="Read",
            policy_document={"Version": "2012-10-17", "Statement": statements},
        )

    def _acknowledge(self, role: iam.CfnRole) -> None:
        # Of a partition the rule pack knows the name only.
        reasons = {
            resource: declared.reason
            for declared in member_statements()
            for resource in declared.resolved(partition="<AWS::Partition>")
            if "*" in resource
        }
        acknowledge(
            role,
            {f"AwsSolutions-IAM5[Resource::{name}]": reason for name, reason in reasons.items()},
        )
