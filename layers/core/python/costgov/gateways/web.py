"""HTTP to receivers outside AWS: short time-outs, no redirects, and no address in any sentence.

An address or a header may be a secret; what is said of a failure names the host alone.
"""

import logging
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NewConnectionError,
    SSLError,
)

from costgov.errors import ChannelRefused, ChannelUnavailable
from costgov.gateways.alert_ports import WebAnswer

TIMEOUT: Final = 5.0
"""Seconds to connect, and between two parts of an answer."""

LONGEST: Final = 10.0
"""Seconds for an answer as a whole, however slowly it drips."""

_MOST_BYTES: Final = 65_536
_CHUNK: Final = 8_192
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
# At the level DEBUG it writes paths, and those of webhooks are secrets.
logging.getLogger("urllib3").setLevel(logging.WARNING)


class HttpWeb:
    """Web by urllib3, which botocore brings along; `loopback` opens the laptop's own receivers.

    `timeout` and `longest` are the seconds of TIMEOUT and LONGEST for who waits less.
    """

    def __init__(
        self, *, loopback: bool = False, timeout: float = TIMEOUT, longest: float = LONGEST
    ) -> None:
        self._loopback = loopback
        self._longest = longest
        self._pool = urllib3.PoolManager(
            num_pools=16,
            maxsize=4,
            retries=False,
            timeout=urllib3.Timeout(connect=timeout, read=timeout),
        )

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> WebAnswer:
        """See Web.post; raises ChannelRefused for an address that nothing may be sent to, and for
        a header (a token that was stored wrong) that is not one line of visible ASCII."""
        host = self._checked(url)
        # One kept while the container slept may be dead: then nobody knows whether it was heard.
        headers = {**headers, "Connection": "close"}
        if unfit := [name for name, text in headers.items() if not _is_line(text)]:
            raise ChannelRefused(f"the {unfit[0]} for {host} is not one line of visible ASCII")
        began = time.monotonic()
        try:
            answer = self._pool.request(
                "POST", url, body=body, headers=headers, redirect=False, preload_content=False
            )
            try:
                content = self._content(answer, began)
            finally:
                answer.close()
        except SSLError as error:
            said = f"{host} does not prove who it is: {type(error).__name__}"
            raise ChannelRefused(said) from error
        except (NewConnectionError, ConnectTimeoutError) as error:
            said = f"no connection to {host}: {type(error).__name__}"
            raise ChannelUnavailable(said) from error
        except HTTPError as error:
            said = f"no answer from {host}: {type(error).__name__}"
            raise ChannelUnavailable(said, in_doubt=True) from error
        named = {name.lower(): value for name, value in answer.headers.items()}
        return WebAnswer(answer.status, named, content)

    def _content(self, answer: urllib3.BaseHTTPResponse, began: float) -> bytes:
        """The beginning of the answer, all of it that any sender reads."""
        content = b""
        for chunk in answer.stream(_CHUNK):
            content += chunk
            if len(content) >= _MOST_BYTES:
                return content[:_MOST_BYTES]
            if time.monotonic() - began > self._longest:
                raise ChannelUnavailable("the answer dripped for too long", in_doubt=True)
        return content

    def _checked(self, url: str) -> str:
        """The host of an address that may be posted to."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
            urllib3.util.parse_url(url)
        except (ValueError, LocationParseError) as error:
            raise ChannelRefused("the address is none") from error
        is_local = host in _LOOPBACK
        if not host or (is_local and not self._loopback):
            raise ChannelRefused(f"nothing is sent to {host or 'an address without a host'}")
        if parts.scheme != "https" and not is_local:
            raise ChannelRefused(f"nothing is sent to {host} without encryption")
        return host


def _is_line(text: str) -> bool:
    """Whether a header can say it; http.client would tell the whole of what it cannot."""
    return text.isascii() and text.isprintable()
