"""CDK writes each function's environment with the class that the function reads it with."""

import pytest
from costgov.settings import (
    AlertSettings,
    AnalyseSettings,
    ApiSettings,
    CollectCostsSettings,
    CollectRatesSettings,
    CollectResourcesSettings,
    DeliverSettings,
    ImportBillingSettings,
    OptimiseSettings,
    ReportSettings,
    RunSettings,
    Settings,
    SettleSettings,
    WatchSettings,
    WidgetSettings,
)

from cli.local.tools import ROOT
from tests.infra.templates import HOME_ACCOUNT, Templates, text

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]

SETTINGS: dict[str, type[Settings]] = {
    "run": RunSettings,
    "collect_costs": CollectCostsSettings,
    "collect_resources": CollectResourcesSettings,
    "collect_rates": CollectRatesSettings,
    "import_billing": ImportBillingSettings,
    "analyse": AnalyseSettings,
    "optimise": OptimiseSettings,
    "settle": SettleSettings,
    "alert": AlertSettings,
    "deliver": DeliverSettings,
    "watch": WatchSettings,
    "report": ReportSettings,
    "api": ApiSettings,
    "widget": WidgetSettings,
}


def environment(templates: Templates, name: str) -> dict[str, str]:
    variables = templates.functions()[name]["Environment"]["Variables"]
    return {variable: text(value) for variable, value in variables.items()}


def test_every_function_folder_is_deployed_and_no_other(production: Templates) -> None:
    folders = {handler.parent.name for handler in (ROOT / "functions").glob("*/handler.py")}

    assert set(production.functions()) == set(SETTINGS) == folders


@pytest.mark.parametrize("name", SETTINGS)
def test_the_environment_parses_with_the_functions_own_class(
    production: Templates, name: str
) -> None:
    settings = SETTINGS[name].from_env(environment(production, name))

    assert settings.stage == "production"
    tables = {field: value for field, value in settings if field.endswith("_table")}
    for field, value in tables.items():
        assert field.removesuffix("_table").capitalize() in value


def test_every_table_a_function_is_told_of_is_one_it_may_use(production: Templates) -> None:
    for name in SETTINGS:
        role = "".join(word.capitalize() for word in name.split("_")) + "Role"
        allowed = " ".join(
            resource
            for statement in production.statements()
            if statement.role == role
            for resource in statement.resources
        )
        for variable, value in environment(production, name).items():
            if variable.endswith("_TABLE"):
                store = value.removeprefix("<Ref")[:5]
                assert f"FnGetAtt{store}" in allowed, f"{name} is told of {variable}"


def test_home_account_and_region_are_told_by_the_stack(production: Templates) -> None:
    run = RunSettings.from_env(environment(production, "run"))
    collect = CollectResourcesSettings.from_env(environment(production, "collect_resources"))

    assert run.time_zone == "Europe/Berlin"
    assert (run.home_account, run.home_region) == (HOME_ACCOUNT, "us-east-1")
    assert collect.home_account == HOME_ACCOUNT


def test_no_address_of_a_laptop_reaches_a_template(
    production: Templates, on_laptop: Templates
) -> None:
    for templates in (production, on_laptop):
        for path in templates.paths():
            template = path.read_text()
            assert "AWS_ENDPOINT_URL" not in template
            assert "_ENDPOINT" not in template


def test_secrets_are_not_in_the_environment(production: Templates) -> None:
    names = {name for function in SETTINGS for name in environment(production, function)}

    assert not {name for name in names if "SECRET" in name or "PASSWORD" in name}


def test_what_the_first_collection_costs_is_said_when_the_stack_is_deployed(
    production: Templates,
) -> None:
    said = production.template("Pipeline")["Outputs"]["FirstCollection"]["Value"]

    # Four queries, two lists of names and one configured tag.
    assert said.startswith("at least 7 Cost Explorer requests ($0.07)")
    assert said.endswith("at most 200 a day ($2.00)")


def test_what_is_read_from_cost_explorer_is_as_configured(production: Templates) -> None:
    collect = CollectCostsSettings.from_env(environment(production, "collect_costs"))

    assert (collect.tag_keys, collect.discover, collect.reread_months) == (("Team",), True, 1)
    assert collect.groupings_per_day is None
