"""lambda_function_undersized: nearly all memory used is too little."""

from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.functions import measured_function
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "lambda_function_undersized"


def judged(**told: Any) -> Verdict:
    return verdicts(CHECK, [measured_function(**told)])["fn"]


def test_none_without_functions() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


@pytest.mark.parametrize("used", ["300", "972"])
def test_pass_with_room(used: str) -> None:
    assert judged(used_mb=used) == PASSED


def test_fail_with_room_for_a_fifth_more() -> None:
    finding = failed(judged(used_mb="1000"))
    assert finding.now == (Line("lambda.duration/x86_64", Decimal(730_000)),)
    assert finding.then[0].quantity == Decimal(730_000) * 1216 / 1024
    assert finding.options[0].name == "1216 MB"
    assert finding.facts["used at most"] == "98 % of its memory"


def test_fail_from_the_threshold_on() -> None:
    assert failed(judged(used_mb="972.8")).options[0].name == "1216 MB"


def test_unknown_without_insights() -> None:
    assert "Lambda Insights is not installed" in unknown(judged(used_mb="1000", Layers=None))
    assert unknown(judged()) == "used_memory_max has not been read"
