"""The deployed pipeline, started by its schedule's target, with IAM enforced."""

from collections import Counter
from contextlib import closing
from decimal import Decimal

import boto3
import pytest
from costgov.domain.money import exact_sum
from costgov.pipeline import records

from cli.api_client import ApiClient
from cli.local.operator import viewer_of
from tests.e2e.conftest import AS_OF, FirstRun
from tests.e2e.laptop_aws import Json, function_named

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

GROUPINGS = (
    "total",
    "provider",
    "service",
    "service_category",
    "account",
    "region",
    "usage_type",
    "tag:Team",
)


def known_total(run: FirstRun) -> Decimal:
    """What the organisation's bill sums to, as Cost Explorer showed it on the day."""
    organisation = run.product.running.organisation
    assert organisation is not None
    return exact_sum(line.unblended for line in organisation.lines(as_known_on=organisation.end))


def test_the_run_is_complete(first_run: FirstRun) -> None:
    assert first_run.output == {"run_id": f"daily-{AS_OF}", "status": "OK", "gaps": 0}


@pytest.mark.fault_case(7)
def test_the_evidence_alone_makes_every_cost_item_again(first_run: FirstRun) -> None:
    found = first_run.replayed

    assert found.first == []
    assert found.replayed.queries >= 5
    assert found.equal == first_run.cost_items


@pytest.mark.parametrize("dimension", GROUPINGS)
def test_every_grouping_sums_to_the_bill_in_every_digit(
    first_run: FirstRun, dimension: str
) -> None:
    window = {"start": "2025-09-01", "end": "2026-10-21", "metric": "BilledCost"}
    api = first_run.product.api

    answer = api.get(f"/v1/costs/by/{dimension}", **window)

    assert Decimal(answer["total"]) == known_total(first_run)


def test_each_alert_reached_the_subscriber_once(first_run: FirstRun) -> None:
    sent = [
        {name: attribute["Value"] for name, attribute in message["MessageAttributes"].items()}
        for message in first_run.messages
    ]
    told = Counter((one["kind"], one["what"]) for one in sent if one["what"] != "digest")

    assert told["budget", "opened"] == 2
    assert told["anomaly", "opened"] >= 1
    assert {what for _, what in told} == {"opened"}
    assert max(Counter(one["news"] for one in sent).values()) == 1
    assert all(len(message["Subject"]) < 100 for message in first_run.messages)


def test_the_report_is_opened_from_s3(first_run: FirstRun) -> None:
    product = first_run.product
    viewer = product.api.deployment.client("s3")

    found = viewer.get_object(Bucket=product.outputs.ReportsBucket, Key="latest/index.html")

    assert found["ContentType"] == "text/html; charset=utf-8"
    page = found["Body"].read().decode()
    assert AS_OF in page
    assert "<svg" in page
    assert "<script" not in page


def test_planted_anomalies_are_found_with_their_service(first_run: FirstRun) -> None:
    organisation = first_run.product.running.organisation
    assert organisation is not None
    events = first_run.product.api.get("/v1/anomalies", currency="USD")["anomalies"]

    found = {event["value"]: event for event in events}
    assert "Amazon Bedrock" in found
    assert found["Amazon Bedrock"]["also_found_by"] == ["aws"]
    assert [event["value"] for event in events if event["source"] == "aws"] == ["AmazonCloudWatch"]
    for event in events:
        parts = [part for part in event["drivers"] if part["dimension"] == "account"]
        assert exact_sum(Decimal(part["impact"]) for part in parts) == Decimal(event["impact"])


def test_what_an_anomaly_was_is_told_by_who_may_and_shown_to_all(first_run: FirstRun) -> None:
    product, asked = first_run.product, {"currency": "USD", "sort": "impact", "limit": "1"}
    (event,) = product.api.get("/v1/anomalies", **asked)["anomalies"]
    path, said = f"/v1/anomalies/{event['id']}/feedback", {"verdict": "real", "note": "by hand"}
    assert product.api.send_json(path, said).status_code == 403

    operator = viewer_of(product.deployment, "operator", ["/v1/anomalies/*/feedback"])
    with closing(ApiClient(operator)) as client:
        client.post(path, said)
        assert client.send_json("/v1/anomalies/0/feedback", said).status_code == 404
    (now,) = product.api.get("/v1/anomalies", **asked)["anomalies"]
    records.anomaly_feedback(product.control).delete(event["id"])

    assert (now["id"], now["state"]) == (event["id"], "real")
    assert [(one["note"], one["who"].rpartition("/")[2]) for one in now["feedback"]] == [
        ("by hand", "operator")
    ]


@pytest.mark.parametrize("metric", ["BilledCost", "EffectiveCost"])
@pytest.mark.parametrize("view", ["team", "environment"])
def test_units_and_what_is_unallocated_are_the_bill(
    first_run: FirstRun, view: str, metric: str
) -> None:
    api, month = first_run.product.api, {"start": "2026-10-01", "end": "2026-10-21"}

    answer = api.get(f"/v1/allocation/{view}", metric=metric)

    parts = [unit["total"] for unit in answer["units"]]
    parts += [part["amount"] for part in answer["unallocated_parts"]]
    bill = api.get("/v1/costs/by/total", metric=metric, **month)["total"]
    assert answer["month"] == "2026-10"
    assert exact_sum(map(Decimal, parts)) == Decimal(answer["bill"]) == Decimal(bill)


def test_the_forecast_says_how_good_it_was(first_run: FirstRun) -> None:
    forecast = first_run.product.api.get("/v1/forecast")["forecast"]

    assert forecast["month_end"]["month"] == "2026-10"
    assert forecast["accuracy"]["origins"] > 0


def test_forecasts_were_settled_and_nothing_is_claimed_of_what_has_not(
    first_run: FirstRun,
) -> None:
    api = first_run.product.api
    steps = {step["step"]: step for step in api.get(f"/v1/runs/daily-{AS_OF}")["steps"]}

    assert (steps["settle"]["expected"], steps["settle"]["gaps"]) == (1, [])
    accuracy = api.get("/v1/accuracy")
    assert (accuracy["state"], accuracy["dimensions"]) == ("nothing settled", [])
    assert accuracy["series"] > 1
    (said,) = api.get("/v1/accuracy/forecasts", day="2026-11-03")["forecasts"]
    assert said["as_of"] == AS_OF


def test_two_days_of_a_group_s_load_are_predicted(first_run: FirstRun) -> None:
    (web,) = first_run.product.api.get("/v1/load")["predictions"]
    assert (web["group"], web["history_hours"], web["origins"]) == ("checkout-web", 28 * 24, 4)
    assert len(web["points"]) == 48
    errors = {kind: Decimal(web[f"{kind}_error"]) for kind in ("statistical", "forest")}
    assert web["method"] == min(errors, key=errors.__getitem__)
    assert max(errors.values()) < Decimal("0.05")


def test_instances_have_their_digests_and_unknown_memory_is_said(first_run: FirstRun) -> None:
    resources: list[Json] = first_run.product.api.get("/v1/resources")["resources"]
    digests = [digest for resource in resources for digest in resource["digests"]]

    assert {digest["state"] for digest in digests} >= {"measured", "no data"}
    assert all(digest["avg"] is None for digest in digests if digest["state"] == "no data")


def test_a_second_tick_of_the_same_day_does_nothing(first_run: FirstRun) -> None:
    product = first_run.product
    requests = product.running.standin.usage().requests  # type: ignore[union-attr]

    output = product.run_by_schedule(AS_OF)

    assert output["duplicate"] is True
    assert product.running.standin.usage().requests == requests  # type: ignore[union-attr]
    assert product.messages() == []
    assert product.state() == first_run.state


def test_running_the_day_again_changes_no_figure_and_sends_nothing(first_run: FirstRun) -> None:
    product = first_run.product

    output = product.run_by_schedule(AS_OF, force=True)

    assert output["status"] == "OK"
    assert product.messages() == []
    assert product.state() == first_run.state


@pytest.mark.fault_case(28)
def test_a_step_killed_half_way_and_run_again_ends_in_the_same_state(
    first_run: FirstRun,
) -> None:
    product = first_run.product
    functions = product.client("lambda")
    collect_costs = function_named(product, "CollectCosts")
    name, configured = collect_costs["FunctionName"], collect_costs["Timeout"]
    product.forget()
    functions.update_function_configuration(FunctionName=name, Timeout=2)
    killed = product.run_by_schedule(AS_OF)
    functions.update_function_configuration(FunctionName=name, Timeout=configured)
    assert killed["status"] == "PARTIAL"

    again = product.run_by_schedule(AS_OF)
    product.messages()

    assert again["status"] == "OK"
    assert product.state() == first_run.state


def test_an_unsigned_request_is_refused(first_run: FirstRun) -> None:
    answer = first_run.product.api.unsigned("/v1/status")
    assert answer.status_code == 403


def test_a_wrong_secret_is_refused(first_run: FirstRun) -> None:
    deployment = first_run.product.api.deployment
    credentials = deployment.session.get_credentials()
    assert credentials is not None
    forged = boto3.Session(
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key="not-the-secret",
        region_name=deployment.session.region_name,
    )
    assert status_for(first_run, forged) == 403


def test_a_user_without_the_permission_is_refused(first_run: FirstRun) -> None:
    iam = first_run.product.client("iam")
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    nobody = boto3.Session(
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        region_name="us-east-1",
    )
    assert status_for(first_run, nobody) == 403


def status_for(run: FirstRun, session: boto3.Session) -> int:
    with closing(ApiClient(run.product.deployment.seen_by(session))) as client:
        return client.send("/v1/status").status_code
