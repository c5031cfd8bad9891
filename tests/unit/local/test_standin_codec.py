"""What the stand-in would get wrong is found by botocore's models before a client sees it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.local.standin.ce.cost_and_usage import Result, page
from cli.local.standin.ce.metrics import text
from cli.local.standin.ce.periods import Period, cut
from cli.local.standin.codec import Decoded
from cli.local.standin.errors import AwsError
from cli.local.standin.models import BY_NAME, operation_model
from cli.local.standin.replies import encode
from cli.local.standin.shapes import problems


def call(service: str, name: str) -> Decoded:
    operation = operation_model(service, name)
    assert operation is not None
    return Decoded(BY_NAME[service], operation, {})


@pytest.mark.parametrize(
    "reply",
    [
        {"ResultsByTime": [{"Estimated": "yes"}]},
        {"ResultsByTime": [{"TimePeriod": {"Start": "2026-10-01"}}]},
        {"ResultsByTime": [{"TimePeriod": {"Start": "October", "End": "2026-10-01"}}]},
        {"Colour": "red"},
        {"ResultsByTime": [{"Estimated": True}] * 50 + [{"Estimated": 1}]},
    ],
)
def test_a_reply_that_does_not_fit_is_not_sent(reply: dict[str, object]) -> None:
    with pytest.raises(AwsError, match="own reply is wrong") as caught:
        encode(call("ce", "GetCostAndUsage"), reply)
    assert caught.value.status == 500


def test_an_instant_is_sent_as_the_protocol_has_it() -> None:
    moment = datetime(2026, 10, 20, 18, tzinfo=UTC)
    json_reply = encode(
        call("organizations", "ListAccounts"), {"Accounts": [{"JoinedTimestamp": moment}]}
    )
    assert b"1792519200.0" in json_reply.get_data()
    launched = {"Reservations": [{"Instances": [{"LaunchTime": moment}]}]}
    xml_reply = encode(call("ec2", "DescribeInstances"), launched)
    assert b"<launchTime>2026-10-20T18:00:00.000Z</launchTime>" in xml_reply.get_data()


def test_constraints_that_only_the_service_checks_are_checked() -> None:
    shape = call("organizations", "ListAccounts").operation.input_shape
    assert shape is not None
    assert problems({"MaxResults": 20}, shape) == []
    assert "less than or equal to 20" in problems({"MaxResults": 21}, shape)[0]
    assert "min value: 1" in problems({"MaxResults": 0}, shape)[0]
    assert "Unknown parameter" in problems({"Moons": 2}, shape)[0]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=10, min_value=-(10**12)))
def test_amounts_are_written_without_losing_a_digit(amount: Decimal) -> None:
    written = text(amount)
    assert Decimal(written) == amount
    assert "E" not in written
    assert not ("." in written and written.endswith("0"))


@given(
    start=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    days=st.integers(1, 500),
    granularity=st.sampled_from(["DAILY", "MONTHLY"]),
)
def test_periods_join_up_and_cover_the_window(start: date, days: int, granularity: str) -> None:
    end = start + timedelta(days=days)
    parts = list(cut(Period(start, end), granularity))
    assert parts[0].start == start
    assert parts[-1].end == end
    assert all(before.end == after.start for before, after in pairwise(parts))
    assert all(part.start < part.end for part in parts)


@given(sizes=st.lists(st.integers(0, 7), min_size=1, max_size=12), size=st.integers(1, 9))
def test_pages_together_hold_every_group_once(sizes: list[int], size: int) -> None:
    day = Period(date(2026, 10, 1), date(2026, 10, 2))
    grouped = ([{"Keys": [f"{n}.{i}"]} for i in range(length)] for n, length in enumerate(sizes))
    results = [Result(day, estimated=False, groups=groups, total={}) for groups in grouped]
    seen: list[str] = []
    periods = offset = 0
    while True:
        found, offset = page(results, offset, size)
        assert found
        periods += len(found)
        seen += [group["Keys"][0] for result in found for group in result["Groups"]]
        if not offset:
            break
    assert seen == [f"{n}.{i}" for n, length in enumerate(sizes) for i in range(length)]
    assert periods >= len(sizes)
