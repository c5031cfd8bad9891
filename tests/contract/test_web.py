"""HTTP to receivers, against servers on the loopback that misbehave."""

import logging
import time
from http.server import BaseHTTPRequestHandler

import pytest
from costgov.errors import ChannelRefused, ChannelUnavailable
from costgov.gateways.web import HttpWeb

from tests.contract.http_server import answer, served

pytestmark = pytest.mark.loopback

SECRET = "/services/T0SECRET"


def test_what_is_posted_arrives_and_the_answer_comes_back() -> None:
    with served(answer(202, b'{"ok": true}', Retry_After="3")) as server:
        got = HttpWeb(loopback=True).post(f"{server.url}{SECRET}?a=b", b"{}", {"X-One": "1"})

    assert (got.status, got.body, got.headers["retry-after"]) == (202, b'{"ok": true}', "3")
    [asked] = server.asked
    assert (asked.path, asked.body, asked.headers["x-one"]) == (f"{SECRET}?a=b", b"{}", "1")


@pytest.mark.fault_case(33)
def test_no_connection_is_kept_that_may_die_while_the_container_sleeps() -> None:
    with served(answer(200)) as server:
        HttpWeb(loopback=True).post(server.url, b"{}", {})

    assert server.asked[0].headers["connection"] == "close"


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410, 429, 500, 503])
def test_every_status_is_an_answer_and_redirects_are_not_followed(status: int) -> None:
    with (
        served(answer(200)) as elsewhere,
        served(answer(status, Location=f"{elsewhere.url}/there")) as server,
    ):
        assert HttpWeb(loopback=True).post(server.url, b"{}", {}).status == status

    assert not elsewhere.asked
    assert len(server.asked) == 1, "nothing is tried again unseen"


@pytest.mark.fault_case(33)
def test_who_does_not_answer_in_time_is_in_doubt() -> None:
    def silent(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.4)
        request.close_connection = True

    with (
        served(silent) as server,
        pytest.raises(ChannelUnavailable, match=r"no answer from 127.0.0.1: ReadTimeoutError") as e,
    ):
        HttpWeb(loopback=True, timeout=0.1).post(f"{server.url}{SECRET}", b"{}", {})

    assert e.value.in_doubt
    assert "SECRET" not in str(e.value)


@pytest.mark.fault_case(33)
def test_who_drips_is_not_waited_for_for_ever() -> None:
    def dripping(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(40):
            request.wfile.write(b"x" * 9_000)
            request.wfile.flush()
            time.sleep(0.02)

    with served(dripping) as server, pytest.raises(ChannelUnavailable, match="dripped") as e:
        HttpWeb(loopback=True, longest=0.03).post(server.url, b"{}", {})

    assert e.value.in_doubt


def test_of_a_long_answer_the_beginning_is_read() -> None:
    with served(answer(200, b"x" * 1_000_000)) as server:
        assert len(HttpWeb(loopback=True).post(server.url, b"{}", {}).body) == 65_536


def test_a_connection_that_breaks_off_is_in_doubt() -> None:
    def breaking(request: BaseHTTPRequestHandler) -> None:
        request.connection.close()

    with served(breaking) as server, pytest.raises(ChannelUnavailable) as e:
        HttpWeb(loopback=True).post(server.url, b"{}", {})

    assert e.value.in_doubt


def test_where_nobody_listens_nothing_is_in_doubt() -> None:
    with served(answer(200)) as server:
        gone = server.url

    with pytest.raises(ChannelUnavailable, match=r"no connection to 127.0.0.1") as e:
        HttpWeb(loopback=True).post(f"{gone}{SECRET}", b"{}", {})

    assert not e.value.in_doubt
    assert "SECRET" not in str(e.value)


def test_who_cannot_prove_who_it_is_gets_nothing() -> None:
    with served(answer(200)) as server, pytest.raises((ChannelRefused, ChannelUnavailable)) as e:
        HttpWeb(loopback=True).post(f"https://127.0.0.1:{server.port}{SECRET}", b"{}", {})

    assert not server.asked
    assert "SECRET" not in str(e.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "http://127.0.0.1:9/x",
        "http://localhost:9/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "ftp://example.com/x",
        "https://",
        "nonsense",
        "",
        "https://example.com:port/",
    ],
)
def test_nothing_is_sent_to_what_is_no_safe_address(url: str) -> None:
    with pytest.raises(ChannelRefused) as e:
        HttpWeb().post(url, b"{}", {})

    assert "/x" not in str(e.value)


@pytest.mark.fault_case(34)
@pytest.mark.parametrize("token", ["xoxb-SECRET\nrest", "xoxb-SECRET…", "xoxb-SECRET\x00"])
def test_a_token_that_no_header_can_hold_is_refused_and_not_told(token: str) -> None:
    with (
        served(answer(200)) as server,
        pytest.raises(ChannelRefused, match=r"the Authorization for 127.0.0.1") as e,
    ):
        HttpWeb(loopback=True).post(server.url, b"{}", {"Authorization": f"Bearer {token}"})

    assert not server.asked
    assert "SECRET" not in str(e.value)


def test_no_path_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with served(answer(500)) as server:
        HttpWeb(loopback=True).post(f"{server.url}{SECRET}", b"{}", {"Authorization": SECRET})

    assert "SECRET" not in caplog.text
