"""What an inventory source is: the calls it makes, the resources it yields, their metrics."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pydantic import JsonValue

from costgov.collectors.spec import CollectorSpec, IamStatement
from costgov.domain.metric_wants import Reading
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

ONE_HOUR: Final = 3600
ONE_DAY: Final = 86_400
GLOBAL: Final = "global"

type Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source looks, and as of when; `region` is "global" for what belongs to none."""

    account_id: str
    region: str
    partition: str
    as_of: date

    def arn(self, service: str, resource: str) -> str:
        """`arn:aws:<service>:<region>:<account>:<resource>`, without region where there is none."""
        region = "" if self.region == GLOBAL else self.region
        return f"arn:{self.partition}:{service}:{region}:{self.account_id}:{resource}"

    def resource(
        self,
        kind: str,
        name: str,
        arn: str,
        *,
        state: str = "available",
        size: str | None = None,
        created: datetime | None = None,
        managed_by: str | None = None,
        tags: Mapping[str, str] | None = None,
        attributes: Mapping[str, JsonValue],
    ) -> Resource:
        """A resource here; `size` is its instance type or class."""
        return Resource(
            id=name,
            arn=arn,
            kind=kind,
            account_id=self.account_id,
            region=self.region,
            state=state,
            instance_type=size,
            launched_at=created,
            managed_by=managed_by,
            tags=dict(tags or {}),
            attributes=dict(attributes),
            as_of=self.as_of,
        )


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """A CloudWatch metric of every resource of a kind.

    `dimensions` gives the exact dimension set of a resource, None where it has no such metric.
    A gauge is read as Average, p95 and Maximum, a stock (free memory, credits left) as Average,
    Minimum and Maximum, a count as Sum. With `silent_is_zero` the service
    publishes it only when something happens. `digest` names the digest where the metric's own
    name would not do.
    """

    kind: str
    namespace: str
    name: str
    unit: str
    dimensions: Callable[[Resource], Mapping[str, str] | None]
    reading: Reading = "gauge"
    days: int = 14
    period_seconds: int = ONE_HOUR
    silent_is_zero: bool = False
    digest: str = ""

    @property
    def digest_name(self) -> str:
        """The name checks ask for."""
        return self.digest or self.name


type Fetch = Callable[[Reader, Place], Iterator[Resource]]


@dataclass(frozen=True, slots=True)
class Source:
    """One service's inventory.

    `calls` are `<boto3 service>:<operation as the API names it>`; nothing else may be called, and
    the role is granted just the actions of these. `is_global` sources are looked at once per
    account.
    """

    name: str
    kinds: tuple[str, ...]
    calls: tuple[str, ...]
    fetch: Fetch
    metrics: tuple[MetricSpec, ...] = ()
    is_global: bool = False
    extra_actions: tuple[str, ...] = ()

    @property
    def listing_actions(self) -> frozenset[str]:
        """The IAM actions of what it lists, without those that many sources share."""
        return frozenset(action for call in self.calls for action in iam_actions(call)) - _SHARED

    @property
    def spec(self) -> CollectorSpec:
        """What it needs, for the roles and the permissions page."""
        actions = {action for call in self.calls for action in iam_actions(call)}
        if self.metrics:
            actions.add("cloudwatch:GetMetricData")
        actions |= {*self.extra_actions}
        reason = f"The inventory of {self.name} lists what there is, whatever it is named."
        by_resources: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for action in sorted(actions):
            by_resources[_RESOURCES.get(action, ("*",))].add(action)
        statements = tuple(
            IamStatement(tuple(sorted(some)), resources, reason, in_members=True)
            for resources, some in sorted(by_resources.items())
        )
        return CollectorSpec(name=self.name, dataset="resources", iam_actions=statements)


# What tells of tags, metrics and scaling, whatever they are of.
_SHARED: Final = frozenset(
    {
        "tag:GetResources",
        "cloudwatch:ListMetrics",
        "application-autoscaling:DescribeScalableTargets",
    }
)
# IAM's name of a service where it is not boto3's.
_PREFIXES: Final = {
    "apigateway": "apigateway",
    "apigatewayv2": "apigateway",
    "bcm-data-exports": "bcm-data-exports",
    "bedrock-agent": "bedrock",
    "cognito-idp": "cognito-idp",
    "docdb": "rds",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "neptune": "rds",
    "opensearch": "es",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "stepfunctions": "states",
}
# What an action may be done to, where it would else read more than lists: a GET of API Gateway
# may also be one of an API key.
_RESOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "apigateway:GET": tuple(
        f"arn:{{partition}}:apigateway:*::{path}"
        for path in ("/apis", "/restapis", "/restapis/*/stages")
    ),
}
# Actions that are not called as the operation is.
_ACTIONS: Final = {
    "budgets:DescribeBudgets": ("budgets:ViewBudget",),
    "s3:ListBuckets": ("s3:ListAllMyBuckets",),
    "s3:GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3:GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    "s3:ListMultipartUploads": ("s3:ListBucketMultipartUploads",),
    "s3:ListBucketIntelligentTieringConfigurations": ("s3:GetIntelligentTieringConfiguration",),
    "s3:ListBucketInventoryConfigurations": ("s3:GetInventoryConfiguration",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3:ListBucketMetricsConfigurations": ("s3:GetMetricsConfiguration",),
    "s3:ListParts": ("s3:ListMultipartUploadParts",),
    "s3control:GetPublicAccessBlock": ("s3:GetAccountPublicAccessBlock",),
}


def iam_actions(call: str) -> tuple[str, ...]:
    """The IAM actions a call needs.

    >>> iam_actions("efs:DescribeFileSystems"), iam_actions("s3:ListBuckets")
    (('elasticfilesystem:DescribeFileSystems',), ('s3:ListAllMyBuckets',))
    """
    service, _, operation = call.partition(":")
    if call in _ACTIONS:
        return _ACTIONS[call]
    if service in {"apigateway", "apigatewayv2"}:
        # API Gateway's actions are HTTP methods.
        return ("apigateway:GET",)
    return (f"{_PREFIXES.get(service, service)}:{operation}",)


def tags_of(item: Item, field: str = "Tags") -> dict[str, str]:
    """Tags from `[{"Key": …, "Value": …}]`, whatever the case of the names, or from a mapping."""
    found = item.get(field) or {}
    if isinstance(found, Mapping):
        return {str(key): str(value) for key, value in found.items()}
    lowered = ({key.lower(): value for key, value in tag.items()} for tag in found)
    return {
        str(tag.get("key", tag.get("tagkey"))): str(tag.get("value", tag.get("tagvalue", "")))
        for tag in lowered
    }


def kept(item: Item, *names: str) -> dict[str, JsonValue]:
    """The named members that are there, as JSON: instants as ISO 8601 text, sets as lists."""
    return {name: as_json(item[name]) for name in names if name in item}


def as_json(value: Any) -> JsonValue:  # noqa: ANN401 - what AWS answers is any JSON-like tree
    """A member of an answer as JSON."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, Iterable):
        return [as_json(one) for one in value]
    return str(value)
