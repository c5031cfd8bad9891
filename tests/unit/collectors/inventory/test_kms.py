"""KMS keys of customers, with their last use."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from costgov.collectors.inventory.kms import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

AT = datetime(2026, 1, 2, tzinfo=UTC)


def described(asked: Mapping[str, object]) -> dict[str, Any]:
    if asked["KeyId"] == "locked":
        raise SourceDenied("the key's policy")
    manager = "AWS" if asked["KeyId"] == "aws" else "CUSTOMER"
    return {"KeyMetadata": {"KeyManager": manager, "KeyState": "Enabled", "CreationDate": AT}}


ANSWERS: Answers = {
    "kms:ListKeys": {
        "Keys": [{"KeyId": name, "KeyArn": f"arn:{name}"} for name in ("own", "aws", "locked")]
    },
    "kms:DescribeKey": described,
    "kms:GetKeyLastUsage": {"TrackingStartDate": AT, "KeyLastUsage": {"Timestamp": AT}},
}


def test_only_what_customers_manage_is_kept() -> None:
    own, locked = listed(SOURCE, ANSWERS)
    assert (own.id, own.launched_at) == ("own", AT)
    assert own.attributes["LastUsage"] == {
        "Timestamp": "2026-01-02T00:00:00+00:00",
        "TrackingStartDate": "2026-01-02T00:00:00+00:00",
    }
    # One key's policy hides that key and no other.
    assert locked.attributes == {"KeyStateDenied": "the key's policy"}


def test_a_key_never_used_says_since_when_that_is_known() -> None:
    never = {**ANSWERS, "kms:GetKeyLastUsage": {"TrackingStartDate": AT}}
    own, _ = listed(SOURCE, never)
    usage = own.attributes["LastUsage"]
    assert isinstance(usage, dict)
    assert usage["Timestamp"] is None
