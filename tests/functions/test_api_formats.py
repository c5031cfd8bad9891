"""The same answer as JSON, as flat rows for dashboards and as CSV for sheets, packed or not."""

import csv
import gzip
import io
import json
from base64 import b64decode
from datetime import date
from decimal import Decimal

import pytest
from costgov.pipeline.queries.exchange import Answer
from costgov.pipeline.queries.pages import PagedAnswer
from hypothesis import given
from hypothesis import strategies as st

from functions.api.formats import columns, is_list
from functions.api.resource import Endpoint
from functions.api.routes import ROUTERS
from tests.functions.api_requests import Reply, event, get, send
from tests.functions.team_names import MINE
from tests.functions.test_api_problems import assert_problem
from tests.functions.two_teams import company
from tests.unit.queries.known import LAST_DAY, FakeStores, days_of

READS = [one for router in ROUTERS for one in router.endpoints if one.method == "GET"]
LISTS = [one for one in READS if is_list(one.answer)]
PATHS = [one.path for one in LISTS if "{" not in one.path]
HISTORY = "/v1/costs/history"
DAY = {"start": "2026-10-19", "end": "2026-10-20"}


def table(reply: Reply) -> list[dict[str, str]]:
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(io.StringIO(reply.body, newline="")))


@pytest.mark.parametrize("endpoint", READS, ids=lambda one: one.path)
def test_what_comes_in_pages_is_a_list_with_columns_of_its_own(endpoint: Endpoint) -> None:
    assert endpoint.answer is not None
    assert is_list(endpoint.answer) or not issubclass(endpoint.answer, PagedAnswer)
    if is_list(endpoint.answer):
        assert issubclass(endpoint.answer, Answer)
        names = columns(endpoint.answer)
        assert names
        assert len(set(names)) == len(names)


def test_instants_of_a_table_are_those_of_json() -> None:
    stores = company()
    flat, sheet = (get(stores, "/v1/alerts", format=form) for form in ("rows", "csv"))
    instants = [row["opened_at"] for row in flat.json]
    assert instants == [row["opened_at"] for row in table(sheet)]
    assert all(instant.endswith("Z") for instant in instants)


@pytest.mark.parametrize("path", PATHS)
def test_rows_are_flat_and_the_tables_are_the_same(path: str) -> None:
    stores = company()
    whole = get(stores, path)
    flat, sheet = (get(stores, path, format=form) for form in ("rows", "csv"))
    assert whole.status == flat.status == sheet.status
    if whole.status != 200:
        return
    assert isinstance(flat.json, list)
    for row in flat.json:
        assert not [value for value in row.values() if isinstance(value, list | dict)]
    rows = table(sheet)
    assert [list(row) for row in rows] == [list(row) for row in flat.json]
    assert sheet.body.split("\r\n")[0].split(",")[0]
    assert len({reply.headers["ETag"] for reply in (whole, flat, sheet)}) == 3


def test_a_history_is_a_row_a_point_and_says_the_rest_in_headers() -> None:
    reply = get(company(), HISTORY, group_by="account", format="rows", limit=1, **DAY)
    assert reply.json == [{"value": "999988887777", "start": "2026-10-19", "amount": "1000"}]
    assert reply.headers["Costgov-Currency"] == "USD"
    assert reply.headers["Costgov-Data-As-Of"] == "2026-10-20T06:00:00.000000Z"
    token = reply.headers["Costgov-Next-Page"]
    more = get(company(), HISTORY, group_by="account", format="csv", page_token=token, **DAY)
    assert [row["amount"] for row in table(more)] == ["10", "1"]
    assert "Costgov-Next-Page" not in more.headers


@pytest.mark.parametrize("accept", ["text/csv", "text/html, text/csv;q=0.9, */*;q=0.1"])
def test_a_header_asks_for_csv_too(accept: str) -> None:
    reply = send(company(), event("/v1/accounts", headers={"accept": accept}))
    assert MINE in [row["id"] for row in table(reply)]


@pytest.mark.parametrize("accept", ["application/json, text/csv", "*/*", ""])
def test_json_is_what_is_sent_otherwise(accept: str) -> None:
    reply = send(company(), event("/v1/accounts", headers={"accept": accept}))
    assert reply.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/accounts", "format=xml"),
        ("/v1/accounts", "format="),
        ("/v1/accounts", "format=csv&format=csv"),
        ("/v1/status", "format=csv"),
    ],
)
def test_no_other_form_is_known(path: str, query: str) -> None:
    reply = send(company(), event(path, query))
    assert_problem(reply, 400)
    assert reply.json["errors"][0]["parameter"] == "format"


@given(st.text('=+-@\t\r\na1, "', max_size=6), st.decimals(-9, 9, places=3))
def test_names_are_never_formulas_and_numbers_stay_numbers(name: str, amount: Decimal) -> None:
    stores = FakeStores.empty()
    stores.bill(days_of(name, [str(amount)], LAST_DAY))
    [row] = table(get(stores, HISTORY, group_by="service", format="csv"))
    assert not row["value"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row["value"].removeprefix("'").replace("\r", "") == name.replace("\r", "")
    assert Decimal(row["amount"]) == amount


def packed(encoding: str | None, stores: FakeStores, **known: str) -> Reply:
    named = {} if encoding is None else {"accept-encoding": encoding}
    return send(stores, event(HISTORY, "group_by=service", headers=named | known))


def test_a_long_answer_is_packed_for_who_takes_it() -> None:
    stores = FakeStores.empty()
    stores.bill(days_of("AmazonEC2", ["1.25"] * 30, date(2026, 9, 20)))
    plain, small = packed(None, stores), packed("br, gzip;q=0.8", stores)
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(b64decode(small.body)).decode() == plain.body
    assert len(b64decode(small.body)) < len(plain.body) / 3
    for encoding in ("gzip;q=0", "br", "gzipped", "identity"):
        assert packed(encoding, stores).body == plain.body
    assert plain.headers["Vary"] == "Accept, Accept-Encoding, Authorization"
    assert small.headers["ETag"] != plain.headers["ETag"]
    again = packed("gzip", stores, **{"if-none-match": small.headers["ETag"]})
    assert (again.status, again.body) == (304, "")


def test_a_short_answer_is_not_packed() -> None:
    reply = send(company(), event("/v1/health", headers={"accept-encoding": "gzip"}))
    assert json.loads(reply.body)["status"] == "ok"
