"""Secrets: never their values."""

from datetime import UTC, datetime

from costgov.collectors.inventory.secretsmanager import SOURCE

from tests.fakes.listings import listed

AT = datetime(2026, 1, 2, tzinfo=UTC)


def test_secrets_with_the_day_they_were_read() -> None:
    told = {
        "ARN": "arn:s",
        "Name": "db",
        "CreatedDate": AT,
        "LastAccessedDate": AT,
        "OwningService": "rds",
        "Tags": [{"Key": "Team", "Value": "shop"}],
    }
    answers = {"secretsmanager:ListSecrets": {"SecretList": [told, {"ARN": "arn:t"}]}}
    first, second = listed(SOURCE, answers)
    assert first.managed_by == "rds"
    assert first.attributes["LastAccessedDate"] == "2026-01-02T00:00:00+00:00"
    assert first.tags == {"Team": "shop"}
    assert "LastAccessedDate" not in second.attributes
    assert SOURCE.calls == ("secretsmanager:ListSecrets",)
