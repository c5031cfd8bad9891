"""Every service of the stand-in answers the product's own clients, in whatever it speaks."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import boto3
import pytest
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_session import Credentials, clients_at

from cli.local.standin import MEMBER_ROLE, StandIn
from cli.local.standin.models import SERVICES, protocol
from cli.local.synthetic import build_organisation
from tests.contract.standin_support import PRODUCTION, Clients, refused

pytestmark = pytest.mark.loopback

LISTINGS = {
    "account": "list_regions",
    "acm": "list_certificates",
    "apigateway": "get_rest_apis",
    "apigatewayv2": "get_apis",
    "application-autoscaling": "describe_scalable_targets",
    "appstream": "describe_fleets",
    "athena": "list_work_groups",
    "autoscaling": "describe_auto_scaling_groups",
    "backup": "list_backup_vaults",
    "bcm-data-exports": "list_exports",
    "bedrock": "list_provisioned_model_throughputs",
    "bedrock-agent": "list_agents",
    "budgets": "describe_budgets",
    "cloudfront": "list_distributions",
    "cloudtrail": "list_trails",
    "cloudwatch": "describe_alarms",
    "cognito-idp": "list_user_pools",
    "comprehend": "list_endpoints",
    "compute-optimizer": "get_ec2_instance_recommendations",
    "config": "describe_configuration_recorders",
    "cost-optimization-hub": "list_recommendations",
    "cur": "describe_report_definitions",
    "directconnect": "describe_connections",
    "dms": "describe_replication_instances",
    "dynamodb": "list_tables",
    "ec2": "describe_nat_gateways",
    "ecr": "describe_repositories",
    "ecs": "list_clusters",
    "efs": "describe_file_systems",
    "eks": "list_clusters",
    "elasticache": "describe_cache_clusters",
    "elb": "describe_load_balancers",
    "elbv2": "describe_load_balancers",
    "emr": "list_clusters",
    "emr-serverless": "list_applications",
    "events": "list_rules",
    "fsx": "describe_file_systems",
    "globalaccelerator": "list_accelerators",
    "glue": "get_jobs",
    "guardduty": "list_detectors",
    "iam": "list_roles",
    "kafka": "list_clusters_v2",
    "kinesis": "list_streams",
    "kms": "list_keys",
    "lambda": "list_functions",
    "logs": "describe_log_groups",
    "memorydb": "describe_clusters",
    "mq": "list_brokers",
    "opensearch": "list_domain_names",
    "pricing": "describe_services",
    "quicksight": "list_namespaces",
    "rds": "describe_db_instances",
    "redshift": "describe_clusters",
    "redshift-serverless": "list_workgroups",
    "resourcegroupstaggingapi": "get_resources",
    "route53": "list_hosted_zones",
    "route53resolver": "list_resolver_endpoints",
    "s3": "list_buckets",
    "s3control": "list_storage_lens_configurations",
    "sagemaker": "list_endpoints",
    "savingsplans": "describe_savings_plans",
    "secretsmanager": "list_secrets",
    "sns": "list_topics",
    "sqs": "list_queues",
    "stepfunctions": "list_state_machines",
    "transfer": "list_servers",
    "wafv2": "list_web_acls",
    "workspaces": "describe_workspaces",
}
"""A listing of each service."""
SAID: dict[str, dict[str, Any]] = {
    "budgets": {"AccountId": PRODUCTION},
    "cognito-idp": {"MaxResults": 10},
    "quicksight": {"AwsAccountId": PRODUCTION},
    "s3control": {"AccountId": PRODUCTION},
    "application-autoscaling": {"ServiceNamespace": "ecs"},
    "wafv2": {"Scope": "REGIONAL"},
}
_OWN = {"ce", "organizations", "sts"}

type Make = Callable[[str], Any]


@pytest.fixture(scope="module")
def standin() -> Iterator[StandIn]:
    with StandIn(build_organisation(start=date(2026, 10, 1))) as running:
        yield running


@pytest.fixture(scope="module")
def make(standin: StandIn) -> Make:
    """Clients of a member account, made as the functions make them."""
    clients = clients_at(standin.url)
    home = Credentials("test", "test", "test")
    sessions = MemberSessions(clients("sts", "us-east-1", home), "111122223333", MEMBER_ROLE)
    return lambda service: clients(service, "us-east-1", sessions.credentials(PRODUCTION))


@pytest.fixture
def free(standin: StandIn) -> Iterator[StandIn]:
    yield standin
    standin.clear_faults()


def test_every_service_is_tried_here() -> None:
    assert {service.name for service in SERVICES} == LISTINGS.keys() | _OWN
    assert {protocol(service) for service in SERVICES} == {
        "ec2",
        "json",
        "query",
        "rest-json",
        "rest-xml",
    }


@pytest.mark.parametrize("service", LISTINGS)
def test_a_service_lists_what_there_is(make: Make, standin: StandIn, service: str) -> None:
    client, call = make(service), LISTINGS[service]
    operation = client.meta.method_to_api_mapping[call]
    before = standin.usage().requests.get(f"{service}:{operation}", 0)
    reply = getattr(client, call)(**SAID.get(service, {}))
    assert any(isinstance(value, list | dict) for value in reply.values())
    assert standin.usage().requests[f"{service}:{operation}"] == before + 1


@pytest.mark.parametrize("service", ["ec2", "elbv2", "kms", "lambda", "s3", "cloudfront"])
def test_a_door_closed_on_purpose_is_closed_in_every_protocol(
    make: Make, free: StandIn, service: str
) -> None:
    client, call = make(service), LISTINGS[service]
    operation = client.meta.method_to_api_mapping[call]
    free.fail(service, operation, "AccessDeniedException", status=403, message="not yours")
    assert refused(getattr(client, call)) == ("AccessDeniedException", "not yours")
    getattr(client, call)()


@pytest.mark.parametrize("service", ["elb", "s3", "lambda", "dynamodb", "route53"])
def test_throttling_is_waited_for(make: Make, free: StandIn, service: str) -> None:
    free.throttle(service)
    reply = getattr(make(service), LISTINGS[service])()
    assert reply["ResponseMetadata"]["RetryAttempts"] == 1


def test_services_that_share_a_name_for_signing_are_told_apart(
    make: Make, standin: StandIn
) -> None:
    for one, other in (("elb", "elbv2"), ("apigateway", "apigatewayv2")):
        before = dict(standin.usage().requests)
        for service in (one, other):
            getattr(make(service), LISTINGS[service])()
        gained = {
            name for name, count in standin.usage().requests.items() if count > before.get(name, 0)
        }
        assert {name.partition(":")[0] for name in gained} == {one, other}
    # Neptune and DocumentDB are the same API as RDS.
    assert make("neptune").describe_db_clusters()["DBClusters"] == []
    assert make("docdb").describe_db_clusters()["DBClusters"] == []


@pytest.mark.parametrize("service", ["cloudfront", "lambda", "s3"])
def test_a_query_string_that_is_not_in_the_model_is_refused(make: Make, service: str) -> None:
    client = make(service)
    client.meta.events.register_first("before-sign.*", _ask_for_a_colour)
    found = refused(getattr(client, LISTINGS[service]))
    client.meta.events.unregister("before-sign.*", _ask_for_a_colour)
    assert found == ("UnknownParameter", "The parameter colour is not recognized")


def _ask_for_a_colour(request: Any, **_: object) -> None:
    request.url += "&colour=red" if "?" in request.url else "?colour=red"


def test_a_region_that_is_off_refuses_in_the_protocol_s_own_words(standin: StandIn) -> None:
    there = Clients.of(standin, "af-south-1").options
    for service, code in (("kms", "UnrecognizedClientException"), ("sns", "InvalidClientTokenId")):
        client = boto3.Session().client(service, **there)  # type: ignore[call-overload]
        assert refused(getattr(client, LISTINGS[service]))[0] == code
