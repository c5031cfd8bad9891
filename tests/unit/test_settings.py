"""What CDK writes into a function's environment is what the function reads."""

import pytest
from costgov.errors import SettingsError
from costgov.settings import (
    AlertSettings,
    CollectCostsSettings,
    CollectResourcesSettings,
    RunSettings,
    Settings,
)


def run_settings() -> RunSettings:
    return RunSettings(
        stage="local",
        control_table="control",
        costs_table="costs",
        time_zone="Europe/Berlin",
        cost_source="billing_files",
        home_account="111122223333",
        home_region="eu-west-1",
        deliver_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
    )


def test_the_environment_reads_back_to_equal_settings() -> None:
    settings = run_settings()
    assert RunSettings.from_env(settings.to_env()) == settings


def test_awkward_tag_keys_survive() -> None:
    settings = CollectCostsSettings(
        stage="local",
        control_table="c",
        costs_table="t",
        evidence_bucket="e",
        tag_keys=('a"b', "ü,;", "🙂"),
    )
    assert CollectCostsSettings.from_env(settings.to_env()) == settings


def test_a_text_that_looks_like_a_number_stays_text() -> None:
    environment = run_settings().to_env() | {"COSTGOV_CONTROL_TABLE": "123"}
    assert RunSettings.from_env(environment).control_table == "123"


def test_a_missing_variable_is_named() -> None:
    environment = run_settings().to_env()
    del environment["COSTGOV_TIME_ZONE"]
    with pytest.raises(SettingsError, match="COSTGOV_TIME_ZONE: Field required"):
        RunSettings.from_env(environment)


def test_a_garbled_variable_is_named() -> None:
    environment = run_settings().to_env() | {"COSTGOV_BACKFILL_MONTHS": "nonsense"}
    with pytest.raises(SettingsError, match="COSTGOV_BACKFILL_MONTHS"):
        RunSettings.from_env(environment)


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COSTGOV_STAGE", "dev")
    assert Settings.from_env().stage == "dev"


def test_defaults_are_written_too() -> None:
    assert (
        "COSTGOV_DELIVER_QUEUE_URL"
        in AlertSettings.model_construct(
            cost_source="cost_explorer",
            stage="x",
            control_table="a",
            costs_table="b",
            results_table="c",
            deliver_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
        ).to_env()
    )


def test_where_the_laptop_keeps_its_estate_is_read_and_never_written() -> None:
    settings = CollectResourcesSettings(
        stage="local",
        control_table="a",
        results_table="b",
        evidence_bucket="c",
        home_account="d",
        member_role_name="e",
    )
    told = settings.to_env() | {"COSTGOV_INVENTORY_ENDPOINT": "http://127.0.0.1:1"}

    assert "COSTGOV_INVENTORY_ENDPOINT" not in settings.to_env()
    assert CollectResourcesSettings.from_env(told).inventory_endpoint == "http://127.0.0.1:1"
