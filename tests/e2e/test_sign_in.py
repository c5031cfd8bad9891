"""Callers with tokens: who is let in, what they may do, and whose costs they see."""

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from cli.api_client import ApiClient
from cli.local.bearer import BearerClient
from cli.local.receiver import Issuer
from tests.e2e.conftest import FirstRun
from tests.e2e.laptop_aws import Product

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

OWN, OTHERS = "333344445555", "222233334444"


@pytest.fixture(scope="module")
def product(first_run: FirstRun) -> Iterator[Product]:
    with first_run.product.as_it_was():
        yield first_run.product


def signed_in(product: Product, subject: str, *groups: str) -> BearerClient:
    return product.running.bearer(product.running.receiver.issuer.token(subject, groups))


@pytest.fixture
def team(product: Product) -> BearerClient:
    """Somebody who sees one account."""
    return signed_in(product, "tom", "team-data")


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.headers["Content-Type"]


@pytest.mark.fault_case(38)
def test_only_good_tokens_of_the_configured_issuer_get_in(product: Product) -> None:
    issuer = product.running.receiver.issuer
    tokens = {
        "good": issuer.token("ada", ["finops"]),
        "expired": issuer.token("ada", ["finops"], lifetime=-60),
        "of another issuer": issuer.token("ada", ["finops"], issuer="https://evil.example"),
        "for another audience": issuer.token("ada", ["finops"], audience="payroll"),
        "signed by a stranger": Issuer().token("ada", ["finops"]),
        "cut short": issuer.token("ada", ["finops"])[:-4],
        "none": "",
    }

    answers = {
        name: product.running.bearer(token).get("/v1/status").status_code
        for name, token in tokens.items()
    }

    assert answers == dict.fromkeys(tokens, 401) | {"good": 200}


def test_a_token_without_a_granted_group_may_nothing(product: Product) -> None:
    nobody = signed_in(product, "eve", "no such group")

    assert nobody.get("/v1/status").status_code == 403


@pytest.mark.fault_case(38)
def test_a_viewer_is_refused_an_operators_route_and_that_is_noted(product: Product) -> None:
    viewer = signed_in(product, "vera", "everyone")

    answer = viewer.post("/v1/budgets", {"id": "mine", "amount": "1"})

    assert problem(answer) == (403, "application/problem+json")
    assert viewer.get("/v1/budgets").status_code == 200
    with closing(ApiClient(product.deployment)) as admin:
        entries = admin.get("/v1/audit", outcome="refused", who="#vera")["entries"]
        assert admin.send("/v1/budgets/mine").status_code == 404
    assert [(one["action"], one["who"].rpartition("#")[2]) for one in entries] == [
        ("create_budget", "vera")
    ]


def test_an_operator_may_write_and_only_an_admin_reads_the_audit(product: Product) -> None:
    operator = signed_in(product, "ada", "finops")

    made = operator.post("/v1/budgets", {"id": "adas", "amount": "1000"})

    assert made.status_code == 201
    assert operator.get("/v1/audit").status_code == 403


@pytest.mark.fault_case(38)
def test_a_team_sees_its_accounts_and_no_other(team: BearerClient, first_run: FirstRun) -> None:
    accounts = team.get("/v1/costs/by/account").json()
    alerts = team.get("/v1/alerts").json()["alerts"]
    whole = first_run.product.api.get("/v1/alerts")["alerts"]

    assert OWN in str(accounts)
    assert OTHERS not in str(accounts)
    assert {alert["subject"]["account"] for alert in alerts} == {OWN}
    assert 0 < len(alerts) < len(whole)


@pytest.mark.fault_case(38)
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/costs/history", {"scope": f"account={OTHERS}"}),
        ("/v1/costs/history", {"scope": "org"}),
        ("/v1/costs/by/service", {"scope": f"account={OTHERS}"}),
        ("/v1/runs", {}),
    ],
)
def test_a_team_that_asks_for_more_is_refused(
    team: BearerClient, path: str, query: dict[str, str]
) -> None:
    answer = team.get(path, **query)

    assert problem(answer) == (403, "application/problem+json")


@pytest.mark.fault_case(38)
def test_a_team_decides_nothing_about_others(team: BearerClient, product: Product) -> None:
    with closing(ApiClient(product.deployment)) as admin:
        others = [
            alert
            for alert in admin.get("/v1/alerts")["alerts"]
            if alert["subject"]["account"] != OWN
        ]

    assert others
    for alert in others:
        assert team.get(f"/v1/alerts/{alert['id']}").status_code == 404


def test_who_one_is_can_be_asked(team: BearerClient) -> None:
    me = team.get("/v1/me").json()

    assert (me["role"], me["accounts"]) == ("viewer", [OWN])
    assert me["who"].endswith("#tom")
