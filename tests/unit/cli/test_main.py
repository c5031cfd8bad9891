"""The command line as an operator types it, against stores in memory."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from costgov.errors import StoreError
from moto import mock_aws
from typer.testing import CliRunner, Result

import cli.main
from cli import dead_letters, pipeline_run
from cli.deployment import Deployment
from cli.pipeline_run import Outcome
from tests.fakes.tables import create_table
from tests.unit.cli.deployments import deployment
from tests.unit.cli.test_summary import Answers

VALID = "governance:\n  budgets:\n    - {id: all, amount: 10}\n"


@pytest.fixture(autouse=True)
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    with mock_aws():
        create_table(boto3.client("dynamodb"), "control")
        boto3.client("s3").create_bucket(Bucket="evidence")
        found = deployment()
        monkeypatch.setattr(cli.main, "_deployment", lambda: found)
        monkeypatch.setattr(cli.main, "_api", lambda _: Answers())
        yield found


def typed(*words: str) -> Result:
    return CliRunner().invoke(cli.main.app, words)


def ends(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> None:
    monkeypatch.setattr(pipeline_run, "start", lambda *_, **__: "arn")
    monkeypatch.setattr(pipeline_run, "follow", lambda *_, **__: outcome)


def test_a_good_run_ends_with_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, Outcome("daily-2026-10-20", "OK", 0, duplicate=False))
    result = typed("run", "--as-of", "2026-10-20")
    assert (result.exit_code, "OK, 0 gaps" in result.output) == (0, True)


def test_the_first_run_says_beforehand_what_it_will_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, Outcome("daily-2026-10-20", "OK", 0, duplicate=False))
    told = deployment(FirstCollection="at least 8 Cost Explorer requests ($0.08)")
    monkeypatch.setattr(cli.main, "_deployment", lambda: told)

    said = typed("run").output

    assert "at least 8 Cost Explorer requests ($0.08)" in " ".join(said.split())


def test_a_partial_run_shows_its_gaps_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, Outcome("daily-2026-10-20", "PARTIAL", 1, duplicate=False))
    result = typed("run")
    assert result.exit_code == 1
    assert "access-denied" in result.output


def test_a_duplicate_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, Outcome("daily-2026-10-20", "DUPLICATE", 0, duplicate=True))
    result = typed("run")
    assert (result.exit_code, "done already" in result.output) == (0, True)


def test_status_reads_the_api() -> None:
    assert "daily-2026-10-20: PARTIAL" in typed("status").output


def test_budgets_go_up_and_come_back(tmp_path: Path) -> None:
    file = tmp_path / "costgov.yaml"
    file.write_text(VALID)
    assert typed("config", "check", str(file)).exit_code == 0
    assert "+ all: 10 USD" in typed("config", "diff", str(file)).output
    assert "+ all: 10 USD" in typed("config", "push", str(file)).output
    assert "nothing differs" in typed("config", "diff", str(file)).output
    other = tmp_path / "other.yaml"
    assert typed("config", "pull", str(other)).exit_code == 0
    assert "id: all" in other.read_text()


def test_a_bad_configuration_is_one_sentence_and_fails(tmp_path: Path) -> None:
    file = tmp_path / "costgov.yaml"
    file.write_text("deployment:\n  colour: red\n")
    result = typed("config", "check", str(file))
    assert result.exit_code == 1
    assert f"{file}:2: deployment.colour" in result.output


def test_the_schema_is_printed() -> None:
    assert '"governance"' in typed("config", "schema").output


def test_dead_letters_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "replay_dead_letters", lambda _: 3)
    assert "3 files are queued again" in typed("replay", "dead-letters").output


def test_an_error_of_a_store_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("write s3://exports/billing/a.csv: AccessDenied: no")

    monkeypatch.setattr(cli.main, "import_files", refuse)
    (tmp_path / "a.csv").write_bytes(b"a")
    result = typed("import", str(tmp_path / "a.csv"))
    assert result.exit_code == 1
    assert result.output.strip().endswith("write s3://exports/billing/a.csv: AccessDenied: no")


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"who,where\n", "no billing format"), (b"", "is empty")]
)
def test_the_demo_refuses_a_file_before_it_deploys(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    result = typed("demo", "--data", str(file), "--exit")
    assert result.exit_code == 1
    assert sentence in result.output
