"""The backlog by the API: what is advised, in which order, what people decide, what was seen."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.aws_advice import COMPUTE_OPTIMIZER, AwsAdvice
from costgov.domain.findings import Action
from costgov.domain.runs import Gap
from costgov.errors import VersionConflict
from costgov.pipeline import backlog_records
from costgov.pipeline.advice_records import aws_advice

from tests.functions.api_requests import Reply, get, post
from tests.functions.test_api_problems import assert_problem
from tests.unit.backlog.estate import HOME, UNATTACHED, Organisation, volume
from tests.unit.backlog.made import ACCOUNT, WHO
from tests.unit.queries.known import FakeStores, days_of

DAY = date(2026, 10, 20)
PATH = "/v1/recommendations"


@pytest.fixture(scope="module")
def company() -> Organisation:
    """Three volumes that nothing uses, one that cannot be judged, and a word of AWS."""
    company = Organisation()
    company.hold(
        volume(tags={"Team": "checkout"}),
        volume("vol-2", size=100),
        volume("vol-3", size=50, tags={"Team": "checkout"}),
        volume("vol-4", Attachments=None),
        volume("vol-5", attached=True),
    )
    lines = days_of(ACCOUNT, ["2"] * 31, DAY - timedelta(days=30))
    company.stores.bill(lines, dimensions=("total", "account"))
    word = AwsAdvice(
        service=COMPUTE_OPTIMIZER,
        account_id=ACCOUNT,
        region=HOME.region,
        resource_arn=volume().arn,
        resource_type="EbsVolume",
        kind="AWS::EC2::Volume",
        action=Action.RESIZE,
        text="Compute Optimizer says to resize it.",
        saving=Decimal(30),
        currency="USD",
        as_of=DAY,
    )
    aws_advice(company.stores.results).put(word, word.sort, ACCOUNT)
    gap = Gap(
        step="collect_resources",
        target=str(HOME),
        reason="access-denied",
        detail="rds:DescribeDBInstances is denied",
        retry_after=DAY,
    )
    company.day(DAY, [gap])
    return company


@pytest.fixture
def stores(company: Organisation) -> FakeStores:
    return deepcopy(company.stores)


def names(reply: Reply) -> list[str]:
    return [one["name"] for one in reply.json["recommendations"]]


def id_of(stores: FakeStores, name: str, **query: object) -> str:
    found = get(stores, PATH, **query).json["recommendations"]
    return str(next(one["id"] for one in found if one["name"] == name))


def decide(stores: FakeStores, name: str, **fields: object) -> Reply:
    return post(stores, f"{PATH}/{id_of(stores, name, state='any')}/state", fields)


def test_the_largest_saving_comes_first_with_its_arithmetic(stores: FakeStores) -> None:
    answer = get(stores, PATH)

    assert names(answer) == ["vol-1", "vol-2", "vol-3"]
    first = answer.json["recommendations"][0]
    assert (first["saving"], first["currency"], first["owner"]) == ("40", "USD", "checkout")
    assert "500 GB-Mo x 0.08 USD" in first["arithmetic"]
    assert first["standing"] == {"state": "open", "since": "2026-10-20", "why": ""}
    assert (answer.json["count"], answer.json["savings"]) == (3, {"USD": "52"})
    [total] = answer.json["totals"]
    assert (total["saving"], total["spend"]["amount"]) == ("52", "60.83")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"owner": "checkout"}, ["vol-1", "vol-3"]),
        ({"min_saving": "5"}, ["vol-1", "vol-2"]),
        (
            {"action": "delete", "account": ACCOUNT, "check": UNATTACHED},
            ["vol-1", "vol-2", "vol-3"],
        ),
        ({"action": "resize"}, []),
        ({"kind": "AWS::RDS::DBInstance"}, []),
        ({"region": "eu-west-1"}, []),
        ({"state": "covered"}, ["vol-1"]),
        ({"state": "done"}, []),
        ({"state": "any"}, ["vol-1", "vol-1", "vol-2", "vol-3"]),
    ],
)
def test_it_is_filtered(stores: FakeStores, query: dict[str, str], expected: list[str]) -> None:
    assert names(get(stores, PATH, **query)) == expected


def test_it_comes_in_pages_that_a_decision_makes_stale(stores: FakeStores) -> None:
    first = get(stores, PATH, limit=2).json
    rest = get(stores, PATH, limit=2, page_token=first["next_page"])
    assert names(rest) == ["vol-3"]
    assert rest.json["next_page"] is None

    decide(stores, "vol-2", state="planned")
    stale = get(stores, PATH, limit=2, page_token=first["next_page"])
    assert "changed" in assert_problem(stale, 400)["detail"]


@pytest.mark.parametrize(
    "query", [{"state": "gone"}, {"min_saving": "-1"}, {"action": "buy"}, {"account": "1"}]
)
def test_a_bad_filter_is_named(stores: FakeStores, query: dict[str, str]) -> None:
    problem = assert_problem(get(stores, PATH, **query), 400)
    assert [error["parameter"] for error in problem["errors"]] == list(query)


def test_one_recommendation_says_everything(stores: FakeStores) -> None:
    answer = get(stores, f"{PATH}/{id_of(stores, 'vol-1')}").json

    found = answer["recommendation"]
    assert found["finding"]["saving"]["amount"] == "40"
    assert found["finding"]["check"] == UNATTACHED
    assert "snapshot" in found["before_doing"][0]
    [other] = answer["covered"]
    assert (other["source"], other["saving"]) == ("aws", "30")
    assert (answer["covered_by"], answer["history"], answer["first"]) == (None, [], [])
    behind = get(stores, f"{PATH}/{other['id']}").json
    assert behind["covered_by"]["name"] == "vol-1"
    assert behind["standing"]["state"] == "covered"


def test_what_is_not_there_is_not_found(stores: FakeStores) -> None:
    missing = "0" * 20
    for reply in (
        get(stores, f"{PATH}/{missing}"),
        post(stores, f"{PATH}/{missing}/state", {"state": "planned"}),
    ):
        assert assert_problem(reply, 404)["detail"] == f"there is no recommendation {missing}"
    assert_problem(get(stores, f"{PATH}/Roadmap"), 400)


def test_a_decision_is_kept_with_who_made_it_and_why(stores: FakeStores) -> None:
    reply = decide(stores, "vol-2", state="planned", reason=" in sprint 7 ")
    assert reply.status == 201
    [entry] = reply.json["history"]
    assert (entry["state"], entry["reason"], entry["who"]) == ("planned", "in sprint 7", WHO)
    assert entry["saving"] == "8"
    assert names(get(stores, PATH, state="planned")) == ["vol-2"]

    decide(stores, "vol-2", state="dismissed", reason="kept for the audit", until="2099-01-01")
    [one] = get(stores, PATH, state="dismissed").json["recommendations"]
    assert one["standing"]["why"] == "kept for the audit"
    assert names(get(stores, PATH)) == ["vol-1", "vol-3"]
    decide(stores, "vol-2", state="open")
    assert names(get(stores, PATH)) == ["vol-1", "vol-2", "vol-3"]
    detail = get(stores, f"{PATH}/{id_of(stores, 'vol-2')}").json
    assert [entry["state"] for entry in detail["history"]] == ["planned", "dismissed", "open"]


def test_an_approval_is_recorded_and_stays_to_be_done(stores: FakeStores) -> None:
    reply = decide(stores, "vol-2", state="approved")
    assert reply.json["history"][-1]["state"] == "approved"
    assert names(get(stores, PATH, state="approved")) == ["vol-2"]
    assert "vol-2" in names(get(stores, PATH))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "dismissed"}, "needs a reason"),
        ({"state": "dismissed", "reason": "  "}, "needs a reason"),
        ({"state": "planned", "until": "2099-01-01"}, "only a dismissal"),
        ({"state": "dismissed", "reason": "x", "until": "2020-01-01"}, "has come already"),
        ({"state": "covered"}, "state"),
        ({"reason": "x"}, "state"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    stores: FakeStores, fields: dict[str, str], said: str
) -> None:
    problem = assert_problem(decide(stores, "vol-1", **fields), 400)
    assert said in str(problem)


def test_two_decisions_at_the_same_moment_are_told_so(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_where: str, **_how: object) -> int:
        raise VersionConflict("somebody else was first")

    monkeypatch.setattr(stores.control, "put", refuse)
    assert_problem(decide(stores, "vol-1", state="planned"), 409)


def test_only_the_declared_partition_is_written(stores: FakeStores) -> None:
    before = set(stores.control.items)
    decide(stores, "vol-1", state="done")
    written = {partition for partition, _ in set(stores.control.items) - before}
    assert written == {"recommendation-decision", "audit"}


def test_the_roadmap_has_its_phases(stores: FakeStores) -> None:
    answer = get(stores, f"{PATH}/roadmap").json

    assert [phase["name"] for phase in answer["roadmap"]["phases"]] == ["now", "next", "later"]
    assert (answer["currency"], answer["target"]) == ("USD", None)
    assert answer["roadmap"]["most_percent"] == "85.48"


def test_a_fifth_is_saved_at_least_risk(stores: FakeStores) -> None:
    target = get(stores, f"{PATH}/roadmap", savings_target=20).json["target"]

    assert (target["savings_target"], target["reached"], target["missing"]) == (20, True, "0")
    assert target["wanted"] == "12.166"
    # AWS's own advice to resize has more risk than the deletion.
    assert [(step["name"], step["action"]) for step in target["steps"]] == [("vol-1", "delete")]


def test_what_is_out_of_reach_says_how_far_it_gets(stores: FakeStores) -> None:
    target = get(stores, f"{PATH}/roadmap", savings_target=90).json["target"]

    assert (target["reached"], target["percent"]) == (False, "85.48")
    assert target["missing"] == "2.747"
    assert len(target["steps"]) == 3


@pytest.mark.parametrize("target", ["0", "0.5", "-3", "101", "20%", "many"])
def test_a_target_below_one_percent_is_refused(stores: FakeStores, target: str) -> None:
    problem = assert_problem(get(stores, f"{PATH}/roadmap", savings_target=target), 400)
    assert [error["parameter"] for error in problem["errors"]] == ["savings_target"]


def test_a_currency_that_nothing_is_saved_in(stores: FakeStores) -> None:
    problem = assert_problem(get(stores, f"{PATH}/roadmap", currency="EUR"), 404)
    assert problem["detail"] == "there is no roadmap in EUR; there is USD"


def test_without_a_bill_there_is_no_percentage() -> None:
    company = Organisation()
    company.hold(volume())
    company.day(DAY)
    reply = get(company.stores, f"{PATH}/roadmap", savings_target=20)
    assert "no spend in USD is known" in assert_problem(reply, 400)["detail"]


def test_the_coverage_says_what_was_not_seen_and_why(stores: FakeStores) -> None:
    answer = get(stores, f"{PATH}/coverage").json

    payer, account = answer["accounts"]
    assert payer["places"] == []
    assert payer["no_advice"][0]["reason"] == "what Savings Plans cover has not been read"
    here, nowhere = account["places"]
    assert here["kinds"] == {"AWS::EC2::Volume": 5}
    [refused] = here["not_seen"]
    assert (refused["reason"], refused["detail"]) == (
        "access-denied",
        "rds:DescribeDBInstances is denied",
    )
    assert (nowhere["region"], nowhere["as_of"]) == ("global", None)
    [reason] = account["no_advice"]
    assert (reason["reason"], reason["count"]) == ("Attachments was not told", 1)
    [count] = answer["checks"]
    assert count == {
        "check": UNATTACHED, "looked_at": 5, "passed": 1, "failed": 3, "unknown": 1,
    }  # fmt: skip
    assert get(stores, f"{PATH}/coverage", account=ACCOUNT).json["accounts"] == [account]
    problem = assert_problem(get(stores, f"{PATH}/coverage", account="999999999999"), 404)
    assert problem["detail"] == "account 999999999999 has not been looked at"


def test_the_checks_are_listed_with_their_thresholds(stores: FakeStores) -> None:
    [check] = get(stores, "/v1/checks").json["checks"]

    assert (check["id"], check["enabled"], check["action"]) == (UNATTACHED, True, "delete")
    assert check["thresholds"]["days"]["default"] == check["thresholds"]["days"]["value"] == "7"
    assert check["iam"] == ["ec2:DescribeVolumes"]


def test_before_the_first_run_there_is_nothing_and_no_error() -> None:
    empty = FakeStores.empty()
    answers: list[Any] = [get(empty, path).json for path in (PATH, "/v1/checks")]
    assert answers[0]["recommendations"] == answers[1]["checks"] == []
    assert get(empty, f"{PATH}/coverage").json["accounts"] == []
    problem = assert_problem(get(empty, f"{PATH}/roadmap"), 404)
    assert problem["detail"] == "no roadmap is stored yet"


def test_a_dismissal_made_after_the_run_is_seen_at_once(stores: FakeStores) -> None:
    decide(stores, "vol-1", state="dismissed", reason="needed")
    answer = get(stores, PATH).json
    assert answer["savings"] == {"USD": "12"}
    assert backlog_records.decisions(stores.control).all()[0].latest.reason == "needed"


def test_the_order_is_the_callers_and_pages_keep_it(stores: FakeStores) -> None:
    every = get(stores, PATH, state="any").json["recommendations"]
    assert names(get(stores, PATH, state="any", sort="-saving")) == [one["name"] for one in every]
    smallest = get(stores, PATH, state="any", sort="saving").json["recommendations"]
    priced = [Decimal(one["saving"]) for one in smallest if one["saving"] is not None]
    assert priced == sorted(priced)
    assert [one["saving"] is None for one in smallest] == sorted(
        one["saving"] is None for one in smallest
    )
    found: list[str] = []
    token: dict[str, object] = {}
    while True:
        page = get(stores, PATH, state="any", sort="saving", limit=1, **token).json
        found += [one["name"] for one in page["recommendations"]]
        if page["next_page"] is None:
            break
        token = {"page_token": page["next_page"]}
    assert found == [one["name"] for one in smallest]
    assert_problem(get(stores, PATH, sort="-colour"), 400)
