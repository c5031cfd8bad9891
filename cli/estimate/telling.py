"""What telling people takes of AWS, counted from the design: mostly looking whether there is news.

The outbox is swept every five minutes by a function that stays warm; messages themselves are few.
"""

from typing import Final

SWEEPS_A_DAY: Final = 24 * 60 // 5
# Long polls of twenty seconds by Lambda's five pollers, all day, of the imports' queue and of this.
POLLS_A_DAY: Final = 2 * 5 * 3 * 60 * 24
# A sweep's message is sent, received with a poll, and deleted.
_REQUESTS_A_SWEEP: Final = 2
# 256 MB for a third of a second: open alerts, policies and the outbox of each channel are asked.
_GBS_A_SWEEP: Final = 0.08
_READS_A_SWEEP: Final = 6
# What Lambda itself logs of an invocation, in GB.
_LOG_A_SWEEP: Final = 1_000 / 10**9
# Alerts a day, their news, deliveries and proofs by two channels.
_MESSAGES_A_DAY: Final = 3
_WRITES_A_MESSAGE: Final = 8


def queue_requests_a_day() -> float:
    """Requests to SQS."""
    return POLLS_A_DAY + SWEEPS_A_DAY * _REQUESTS_A_SWEEP


def gb_seconds_a_day() -> float:
    """Of the deliver function."""
    return SWEEPS_A_DAY * _GBS_A_SWEEP


def reads_a_day() -> float:
    """Read request units."""
    return SWEEPS_A_DAY * _READS_A_SWEEP


def writes_a_day() -> float:
    """Write request units."""
    return _MESSAGES_A_DAY * _WRITES_A_MESSAGE


def logs_a_day() -> float:
    """GB."""
    return SWEEPS_A_DAY * _LOG_A_SWEEP


def events_a_day() -> float:
    """Events on the product's own bus."""
    return _MESSAGES_A_DAY
