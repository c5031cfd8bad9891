"""Only what Slack signed with our secret, and lately, is Slack's."""

from datetime import UTC, datetime, timedelta

import pytest
from costgov.pipeline.channels.slack_signature import NotFromSlack, check_signature
from hypothesis import given
from hypothesis import strategies as st

from cli.local.receiver.slack_button import signed

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = datetime(2018, 12, 6, 15, 18, 51, tzinfo=UTC)
# The example of docs.slack.dev/authentication/verifying-requests-from-slack.
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmib"
    b"IGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
HEADERS = {
    "x-slack-request-timestamp": "1531420618",
    "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
}
THEN = datetime.fromtimestamp(1531420618, UTC)


def test_the_example_of_slacks_own_documentation_passes() -> None:
    check_signature(BODY, HEADERS, SECRET, THEN)
    check_signature(BODY, HEADERS, f"{SECRET}\n", THEN + timedelta(minutes=5))


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24 * 365])
def test_what_was_signed_long_ago_or_will_be_does_not(minutes: int) -> None:
    with pytest.raises(NotFromSlack, match="five minutes"):
        check_signature(BODY, HEADERS, SECRET, THEN + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        HEADERS | {"x-slack-signature": ""},
        HEADERS | {"x-slack-signature": "v0=" + "0" * 64},
        HEADERS | {"x-slack-signature": HEADERS["x-slack-signature"].upper()},
        HEADERS | {"x-slack-signature": "v0=é\ud800"},
        HEADERS | {"x-slack-request-timestamp": "1531420619"},
        HEADERS | {"x-slack-request-timestamp": "-1531420618"},
        HEADERS | {"x-slack-request-timestamp": "1_531_420_618"},
        HEADERS | {"x-slack-request-timestamp": "١٥٣١٤٢٠٦١٨"},
        HEADERS | {"x-slack-request-timestamp": "9" * 400},
    ],
)
def test_a_changed_or_missing_header_does_not(headers: dict[str, str]) -> None:
    with pytest.raises(NotFromSlack):
        check_signature(BODY, headers, SECRET, THEN)


@given(st.binary(max_size=60), st.text(max_size=40), st.text(max_size=40))
def test_a_changed_body_or_another_secret_does_not(body: bytes, secret: str, at: str) -> None:
    if body == BODY:
        return
    with pytest.raises(NotFromSlack):
        check_signature(body, HEADERS, SECRET, THEN)
    with pytest.raises(NotFromSlack):
        check_signature(BODY, HEADERS, secret, THEN)
    with pytest.raises(NotFromSlack):
        check_signature(BODY, HEADERS | {"x-slack-signature": at}, SECRET, THEN)


def test_what_the_laptop_signs_passes() -> None:
    headers = {name.lower(): value for name, value in signed("payload=x", SECRET, 1e9).items()}
    check_signature(b"payload=x", headers, SECRET, datetime.fromtimestamp(1e9, UTC))
