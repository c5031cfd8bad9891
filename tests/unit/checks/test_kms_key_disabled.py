"""kms_key_disabled: switched off, and charged."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "kms_key_disabled"
KEY = "AWS::KMS::Key"


def test_none_without_keys() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_enabled_or_about_to_go() -> None:
    for state in ("Enabled", "PendingDeletion"):
        assert verdicts(CHECK, [resource(KEY, "k", KeyState=state)]) == {"k": PASSED}


def test_fail_disabled() -> None:
    finding = failed(verdicts(CHECK, [resource(KEY, "k", KeyState="Disabled")])["k"])
    assert finding.now == (Line("kms.key", Decimal(1)),)


def test_unknown_where_it_was_refused() -> None:
    refused = resource(KEY, "k", KeyStateDenied="no")
    assert unknown(verdicts(CHECK, [refused])["k"]) == "KeyState was refused us: no"
