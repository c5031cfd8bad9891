"""Where a signed webhook may be sent to."""

import pytest
from costgov.domain.alerting.channels import WebhookChannel
from pydantic import ValidationError


@pytest.mark.parametrize("url", ["https://desk.example.com/in", "http://127.0.0.1:8080/in"])
def test_https_and_the_loopback_are_addresses(url: str) -> None:
    assert WebhookChannel(name="desk", url=url, secret="/costgov/desk").url == url


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://desk.example.com/in", "must begin with https"),
        ("http://127.0.0.1.example.com/in", "must begin with https"),
        ("http://localhost:80@desk.example.com/in", "must begin with https"),
        ("https://user:secret@desk.example.com/in", "holds a user or a password"),
    ],
)
def test_what_is_not_encrypted_or_holds_a_password_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        WebhookChannel(name="desk", url=url, secret="/costgov/desk")
