"""Athena: workgroups with their limit, and whether anybody queries."""

from collections.abc import Mapping

from costgov.collectors.inventory.athena import SOURCE

from tests.fakes.listings import Answer, Answers, listed


def workgroup(asked: Mapping[str, object]) -> Answer | None:
    limits: dict[str, Answer | None] = {
        "primary": {},
        "reports": {"BytesScannedCutoffPerQuery": 10_000_000_000},
        "gone": None,
    }
    found = limits[str(asked["WorkGroup"])]
    return None if found is None else {"WorkGroup": {"Configuration": found}}


def queries(asked: Mapping[str, object]) -> Answer:
    assert asked["MaxResults"] == 1
    return {"QueryExecutionIds": ["q-1"] if asked["WorkGroup"] == "primary" else []}


def test_workgroups() -> None:
    answers: Answers = {
        "athena:ListWorkGroups": {
            "WorkGroups": [
                {"Name": "primary", "State": "ENABLED"},
                {"Name": "gone", "State": "ENABLED"},
                {"Name": "reports", "State": "DISABLED"},
            ]
        },
        "athena:GetWorkGroup": workgroup,
        "athena:ListQueryExecutions": queries,
    }
    primary, reports = listed(SOURCE, answers)

    assert primary.attributes == {"HasQueries": True}
    assert reports.attributes == {
        "HasQueries": False,
        "BytesScannedCutoffPerQuery": 10_000_000_000,
    }
    assert reports.state == "DISABLED"
