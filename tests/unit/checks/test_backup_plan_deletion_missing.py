"""backup_plan_deletion_missing: what the rules of a plan say, and what they do not."""

from typing import Any

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "backup_plan_deletion_missing"


def judged(*lifecycles: Any) -> Verdict:
    rules: list[Any] = [{"RuleName": f"r{n}", "Lifecycle": one} for n, one in enumerate(lifecycles)]
    return verdicts(CHECK, [resource("AWS::Backup::BackupPlan", "p", Rules=rules)])["p"]


def test_none_without_plans() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_as_it_should_be() -> None:
    assert judged({"DeleteAfterDays": 35}, {"DeleteAfterDays": 1}) == PASSED


def test_fail_names_the_rules() -> None:
    finding = failed(judged({"DeleteAfterDays": 35}, {"MoveToColdStorageAfterDays": 30}))
    assert finding.why.endswith(": r1.")
    assert finding.unpriced


def test_unknown_where_the_plan_was_refused() -> None:
    refused = resource("AWS::Backup::BackupPlan", "p", RulesDenied="AccessDenied")
    assert "AccessDenied" in unknown(verdicts(CHECK, [refused])["p"])
