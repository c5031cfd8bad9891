"""route53_health_check_unused: nobody asks it."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "route53_health_check_unused"


def health_check(name: str = "h-1", **config: Any) -> Resource:
    told: dict[str, Any] = {"Type": "HTTP", "RequestInterval": 30} | config
    return resource("AWS::Route53::HealthCheck", name, region="global", HealthCheckConfig=told)


def zone(*checks: str, truncated: bool = False) -> Resource:
    records: Any = {"HealthChecks": [*checks], "Ttls": {}, "Truncated": truncated}
    return resource("AWS::Route53::HostedZone", "Z1", region="global", Records=records)


def test_none_without_checks() -> None:
    assert verdicts(CHECK, [zone()]) == {}


def test_pass_used_by_a_record_a_check_or_an_alarm() -> None:
    assert verdicts(CHECK, [health_check(), zone("h-1", truncated=True)]) == {"h-1": PASSED}
    parent = health_check("h-2", Type="CALCULATED", ChildHealthChecks=["h-1"])
    assert verdicts(CHECK, [health_check(), parent, zone()])["h-1"] == PASSED
    named: Any = [{"Name": "HealthCheckId", "Value": "h-1"}]
    alarm = resource(
        "AWS::CloudWatch::Alarm", "a", MetricName="HealthCheckStatus", Dimensions=named
    )
    assert verdicts(CHECK, [health_check(), alarm, zone()]) == {"h-1": PASSED}


def test_pass_where_a_service_made_it() -> None:
    own = health_check().model_copy(update={"managed_by": "servicediscovery.amazonaws.com"})
    assert verdicts(CHECK, [own, zone()]) == {"h-1": PASSED}


def test_fail_with_each_option() -> None:
    check = health_check(Type="HTTPS_STR_MATCH", RequestInterval=10, MeasureLatency=True)
    finding = failed(verdicts(CHECK, [check, zone("h-9")])["h-1"])
    assert finding.now == (Line("route53.health-check-option/AWS", Decimal(4)),)


def test_fail_unpriced_where_it_may_be_free() -> None:
    assert "free" in failed(verdicts(CHECK, [health_check(), zone()])["h-1"]).unpriced


def test_unknown_where_not_all_records_were_read() -> None:
    assert "not all records" in unknown(
        verdicts(CHECK, [health_check(), zone(truncated=True)])["h-1"]
    )
    assert "no hosted zone" in unknown(verdicts(CHECK, [health_check()])["h-1"])
