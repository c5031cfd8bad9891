"""The page of checks: each check once, in the table of its service, with all it declares."""

from costgov.checks.registry import registry

from cli.checks_page import page

ROWS = [line for line in page().splitlines() if line.startswith("| [")]


def test_every_check_has_one_row() -> None:
    for check in registry():
        assert sum(f"<br>`{check.meta.id}`<br>" in row for row in ROWS) == 1
    assert len(ROWS) == len(registry())


def test_a_row_has_five_cells_whatever_its_texts_hold() -> None:
    for row in ROWS:
        assert row.count(" | ") == 4, row


def test_a_row_says_all_that_is_declared() -> None:
    [row] = [one for one in ROWS if "`lambda_function_failing`" in one]
    assert "(https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html)" in row
    assert "| configure | medium · medium · low |" in row
    assert "`cloudwatch:GetMetricData`, `lambda:ListFunctions`" in row
    assert "`Invocations`, `Errors`, `DurationSum` over 30 days" in row
    assert "`rate` 0.1 share: errors among invocations that are too many" in row


def test_what_cannot_be_undone_is_marked() -> None:
    [row] = [one for one in ROWS if "`sqs_queue_unused`" in one]
    assert "| delete, for good |" in row


def test_services_are_headed_by_their_names() -> None:
    headings = [line for line in page().splitlines() if line.startswith("## ")]
    assert headings == sorted(set(headings), key=str.lower)
    assert {"## Account", "## Lambda", "## EKS"} <= set(headings)
