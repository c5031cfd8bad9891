"""Logs, alarms, DNS and CloudFront of the organisation."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Answer, Listed, Measured, Told, Truth

SHOP = ("production", "us-east-1")
# Services without regions keep their metrics here.
_HOME = SHOP
_SHOP_ID = "222233334444"
_GIB = 2**30
_DAY = 86_400


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it is paid for nothing."""
    yield from _log_groups(now)
    yield from _alarms(now)
    yield from _dashboards(now)
    yield from _distributions(now)
    yield from _zones()
    yield from _health_checks()


def _log_groups(now: datetime) -> Iterator[Told]:
    """Groups that keep for ever, receive nothing, hold nothing, or could be of the other class."""
    yield from _group("/shop/web", now, stored=90, a_day=4, retentionInDays=30)
    yield from _group("/shop/checkout", now, stored=600, a_day=1, filters=2)
    # 600 GB stored less 90 days of 1 GB: 510 x 0.03.
    yield Truth("logs_log_group_retention_missing", "/shop/checkout", Decimal("15.30"))
    yield from _group("/shop/old-worker", now, stored=40, retentionInDays=3653)
    yield Truth("logs_log_group_unused", "/shop/old-worker", Decimal("1.20"))
    yield from _group("/shop/never-started", now, stored=0, retentionInDays=30)
    yield Truth("logs_log_group_empty", "/shop/never-started", None)
    yield from _group("/shop/audit", now, stored=300, a_day=10, retentionInDays=30)
    # 10 GB a day are 304.1667 a month, at 0.50 and at 0.25.
    yield Truth("logs_log_group_class_standard", "/shop/audit", Decimal("76.0417"))
    named = [
        {
            "filterName": name.lower(),
            "filterPattern": f"{{ $.level = {name} }}",
            "logGroupName": "/shop/checkout",
            "creationTime": _ms(now - timedelta(days=300)),
            "metricTransformations": [
                {"metricName": name, "metricNamespace": "Shop", "metricValue": "1"}
            ],
        }
        for name in ("Errors", "Retries")
    ]
    yield Listed("logs", "DescribeMetricFilters", *SHOP, items=named)
    yield Truth("logs_metric_filter_unwatched", "/shop/checkout:retries", Decimal("0.30"))


def _group(
    name: str,
    now: datetime,
    *,
    stored: int,
    a_day: int = 0,
    filters: int = 0,
    **changes: Any,  # noqa: ANN401 - as CloudWatch Logs says
) -> Iterator[Told]:
    item = {
        "logGroupName": name,
        "creationTime": _ms(now - timedelta(days=700)),
        "metricFilterCount": filters,
        "arn": f"arn:aws:logs:us-east-1:{_SHOP_ID}:log-group:{name}:*",
        "storedBytes": stored * _GIB,
        "logGroupClass": "STANDARD",
        **changes,
    }
    yield Listed("logs", "DescribeLogGroups", *SHOP, items=[item])
    where = {"logGroupName": name}
    subscriptions = (
        [{"filterName": "to-search", "logGroupName": name}] if name == "/shop/web" else []
    )
    reply = {"subscriptionFilters": subscriptions}
    yield Answer("logs", "DescribeSubscriptionFilters", *SHOP, where=where, reply=reply)
    if a_day:
        at = {"LogGroupName": name}
        level = a_day * _GIB
        yield Measured(
            "AWS/Logs", "IncomingBytes", at, *SHOP, level=level, unit="Bytes", every=_DAY
        )


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def _alarms(now: datetime) -> Iterator[Told]:
    page = "arn:aws:sns:us-east-1:222233334444:on-call"
    quiet: Sequence[str] = ()
    worker = [{"Name": "InstanceId", "Value": "i-0dead0000000000f1"}]
    of_worker: dict[str, Any] = {
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Dimensions": worker,
    }
    alarms = [
        _alarm("checkout-errors", now, metric="Errors", actions=(page,)),
        _alarm("old-worker-alive", now, state="INSUFFICIENT_DATA", actions=(page,), **of_worker),
        _alarm("nobody-listens", now, actions=quiet),
        _alarm("checkout-latency-10s", now, actions=(page,), Period=10),
    ]
    yield Listed("cloudwatch", "DescribeAlarms", *SHOP, items=alarms)
    yield Truth("cloudwatch_alarm_orphaned", "old-worker-alive", Decimal("0.10"))
    yield Truth("cloudwatch_alarm_without_actions", "nobody-listens", Decimal("0.10"))
    yield Truth("cloudwatch_alarm_high_resolution", "checkout-latency-10s", Decimal("0.20"))


def _alarm(
    name: str,
    now: datetime,
    *,
    metric: str = "Latency",
    state: str = "OK",
    actions: Sequence[str],
    **changes: Any,  # noqa: ANN401 - as CloudWatch says
) -> Mapping[str, Any]:
    since = now - timedelta(days=120)
    return {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:us-east-1:{_SHOP_ID}:alarm:{name}",
        "ActionsEnabled": True,
        "AlarmActions": [*actions],
        "OKActions": [],
        "InsufficientDataActions": [],
        "StateValue": state,
        "StateUpdatedTimestamp": since,
        "StateTransitionedTimestamp": since,
        "MetricName": metric,
        "Namespace": "Shop",
        "Statistic": "Sum",
        "Dimensions": [],
        "Period": 60,
        "EvaluationPeriods": 3,
        "Threshold": 5.0,
        "ComparisonOperator": "GreaterThanThreshold",
        **changes,
    }


def _dashboards(now: datetime) -> Iterator[Told]:
    """Five, of which the two oldest were made for a launch years ago."""
    for name, days in (("launch", 900), ("cutover", 800), ("shop", 20), ("costs", 9), ("db", 5)):
        arn = f"arn:aws:cloudwatch::{_SHOP_ID}:dashboard/{name}"
        changed = now - timedelta(days=days)
        item = {"DashboardName": name, "DashboardArn": arn, "LastModified": changed, "Size": 900}
        yield Listed("cloudwatch", "ListDashboards", SHOP[0], "", items=[item])
    yield Truth("cloudwatch_dashboard_stale", "launch", Decimal("3.00"))
    yield Truth("cloudwatch_dashboard_stale", "cutover", Decimal("3.00"))


def _distributions(now: datetime) -> Iterator[Told]:
    yield from _distribution("E1SHOP", now, requests=900_000, gib=80)
    yield from _distribution("E2CAMPAIGN", now, requests=1, gib=0)
    yield Truth("cloudfront_distribution_idle", "E2CAMPAIGN", None)
    yield from _distribution("E3MEDIA", now, requests=50_000, gib=40, price_class="PriceClass_All")
    yield Truth("cloudfront_distribution_price_class_all", "E3MEDIA", None)
    yield from _distribution("E4PARTNERS", now, requests=8000, gib=1, method="vip")
    yield Truth("cloudfront_distribution_dedicated_ip", "E4PARTNERS", Decimal(600))


def _distribution(
    name: str,
    now: datetime,
    *,
    requests: int,
    gib: int,
    price_class: str = "PriceClass_100",
    method: str = "sni-only",
) -> Iterator[Told]:
    """A distribution, and the requests and GiB of a day."""
    empty = {"Quantity": 0}
    certificate = {
        "ACMCertificateArn": f"arn:aws:acm:us-east-1:{_SHOP_ID}:certificate/{name}",
        "SSLSupportMethod": method,
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }
    item = {
        "Id": name,
        "ARN": f"arn:aws:cloudfront::{_SHOP_ID}:distribution/{name}",
        "Status": "Deployed",
        "LastModifiedTime": now - timedelta(days=200),
        "DomainName": f"{name.lower()}.cloudfront.net",
        "Aliases": empty,
        "Origins": {
            "Quantity": 1,
            "Items": [{"Id": "origin", "DomainName": "shop.example.com"}],
        },
        "DefaultCacheBehavior": {
            "TargetOriginId": "origin",
            "ViewerProtocolPolicy": "redirect-to-https",
        },
        "CacheBehaviors": empty,
        "CustomErrorResponses": empty,
        "Comment": name,
        "PriceClass": price_class,
        "Enabled": True,
        "ViewerCertificate": certificate,
        "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
        "WebACLId": "",
        "HttpVersion": "http2",
        "IsIPV6Enabled": True,
        "Staging": False,
    }
    yield Listed("cloudfront", "ListDistributions", SHOP[0], "", items=[item])
    at = {"DistributionId": name, "Region": "Global"}
    yield Measured("AWS/CloudFront", "Requests", at, *_HOME, level=requests, every=_DAY)
    served = gib * _GIB
    yield Measured("AWS/CloudFront", "BytesDownloaded", at, *_HOME, level=served, every=_DAY)


def _zones() -> Iterator[Told]:
    """One in use, one asked for every minute by the whole world, one of a brand that is gone."""
    yield from _zone("Z1SHOP", "shop.example.com.", a_day=90_000, ttl=3600)
    yield from _zone("Z2API", "api.example.com.", a_day=900_000, ttl=60)
    yield Truth("route53_hosted_zone_ttl_low", "Z2API", None)
    yield from _zone("Z3OLD", "old-brand.example.", a_day=3, ttl=None)
    yield Truth("route53_hosted_zone_empty", "Z3OLD", Decimal("0.50"))


def _zone(zone: str, name: str, *, a_day: int, ttl: int | None) -> Iterator[Told]:
    records: list[Mapping[str, Any]] = [
        {
            "Name": name,
            "Type": kind,
            "TTL": 172_800,
            "ResourceRecords": [{"Value": "ns-1.awsdns-1.com."}],
        }
        for kind in ("NS", "SOA")
    ]
    if ttl is not None:
        records.append(
            {
                "Name": f"www.{name}",
                "Type": "A",
                "TTL": ttl,
                "HealthCheckId": "hc-in-use",
                "ResourceRecords": [{"Value": "192.0.2.7"}],
            }
        )
    item = {
        "Id": f"/hostedzone/{zone}",
        "Name": name,
        "CallerReference": zone,
        "Config": {"PrivateZone": False},
        "ResourceRecordSetCount": len(records),
    }
    yield Listed("route53", "ListHostedZones", SHOP[0], "", items=[item])
    where = {"HostedZoneId": zone}
    yield Listed("route53", "ListResourceRecordSets", SHOP[0], "", items=records, where=where)
    at = {"HostedZoneId": zone}
    yield Measured("AWS/Route53", "DNSQueries", at, *_HOME, level=a_day, every=_DAY)


def _health_checks() -> Iterator[Told]:
    for name in ("hc-in-use", "hc-forgotten"):
        config = {
            "Type": "HTTPS",
            "FullyQualifiedDomainName": "shop.example.com",
            "RequestInterval": 30,
        }
        item = {
            "Id": name,
            "CallerReference": name,
            "HealthCheckConfig": config,
            "HealthCheckVersion": 1,
        }
        yield Listed("route53", "ListHealthChecks", SHOP[0], "", items=[item])
    # HTTPS is one option.
    yield Truth("route53_health_check_unused", "hc-forgotten", Decimal("1.00"))
