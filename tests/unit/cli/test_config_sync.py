"""The run-time half of the file goes up, comes back, and shows what it would change."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from costgov.configuration import Configuration
from costgov.domain.budgeting.change import BudgetChange, ChangeKind
from costgov.domain.budgets import BudgetPlan
from costgov.errors import StoreError
from costgov.pipeline import records
from costgov.pipeline.budget_records import budget_changes

from cli.config_sync import difference, pulled
from cli.config_unseen import note_seen, unseen
from infra.config import load_configuration
from tests.fakes.stores import InMemoryDocumentStore
from tests.fakes.trail import InMemoryAuditLog
from tests.unit.cli.pushing import OPERATOR, push

VIEWS = {
    "team": {
        "rules": [
            {"tag": "Team", "value": ["Such", "ü 🙂"], "unit": "search"},
            {"tag": "Team"},
            {"service_regex": "AWS Support.*", "unit": "support"},
        ],
        "shared": [
            {
                "unit": "support",
                "split": "usage",
                "weights": {"2026-10": {"search": "1.50", "yes": "2"}},
            }
        ],
    },
    "project": {"rules": [{"tag": "Team", "value_regex": "a(?P<x>.+)"}]},
}


def configuration(**amounts: str) -> Configuration:
    budgets = [{"id": name, "amount": amount} for name, amount in amounts.items()]
    return Configuration.model_validate({"governance": {"budgets": budgets}})


def test_a_push_shows_and_does_the_difference() -> None:
    control = InMemoryDocumentStore()
    push(control, configuration(a="10", b="20", c="30"))

    changes = push(control, configuration(a="10", b="25", d="40"))

    assert changes.lines() == [
        "+ d: 40 USD monthly for all costs",
        "~ b: 25 USD monthly for all costs\n    -amount: '20'\n    +amount: '25'",
        "- c: 30 USD monthly for all costs",
    ]
    assert [plan.id for plan in records.budgets(control).all()] == ["a", "b", "d"]


CHANGED = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


def change(control: InMemoryDocumentStore, name: str, amount: str | None) -> None:
    """Somebody makes, changes or removes a budget over the API."""
    table = records.budgets(control)
    what: ChangeKind = "removed" if amount is None else "changed"
    if amount is None:
        table.delete(name)
    else:
        table.put(BudgetPlan(id=name, amount=Decimal(amount)), name)
    found = BudgetChange(id=name, what=what, by="arn:of:somebody", at=CHANGED, reason="why not")
    budget_changes(control).put(found, name)


def test_a_push_says_whose_change_it_would_take_back() -> None:
    control = InMemoryDocumentStore()
    push(control, configuration(a="10", b="20"))
    for name, amount in {"a": "15", "b": None, "c": "30", "same": "1"}.items():
        change(control, name, amount)

    changes = difference(control, configuration(a="10", b="20", same="1"))

    words = "by arn:of:somebody on 2026-11-20 09:05 UTC (why not): a push"
    assert changes.lines()[-3:] == [
        f"! budget a was changed {words} puts back what the file says",
        f"! budget b was removed {words} makes it again",
        f"! budget c was changed {words} removes it",
    ]
    assert push(control, configuration(a="10", b="20", same="1")).taken_back
    assert not difference(control, configuration(a="10")).taken_back


def test_what_a_pull_has_seen_is_nobodys_loss_and_a_later_change_is() -> None:
    control = InMemoryDocumentStore()
    change(control, "a", "15")
    change(control, "b", "25")
    seen = unseen(control)
    later = seen[1].model_copy(update={"at": CHANGED + timedelta(minutes=1)})
    budget_changes(control).put(later, "b")

    note_seen(control, seen)

    assert [one.id for one in unseen(control)] == ["b"]
    [lost] = difference(control, configuration()).taken_back
    assert "budget b was changed" in lost


def test_pushing_twice_changes_and_writes_nothing() -> None:
    control = InMemoryDocumentStore()
    push(control, configuration(a="10"))
    before = control.writes

    assert not push(control, configuration(a="10"))
    assert control.writes == before


def test_a_difference_alone_writes_nothing() -> None:
    control = InMemoryDocumentStore()
    assert difference(control, configuration(a="10")).lines() == [
        "+ a: 10 USD monthly for all costs"
    ]
    assert control.items == {}


def test_what_is_pulled_is_what_was_pushed(tmp_path: Path) -> None:
    control = InMemoryDocumentStore()
    pushed = Configuration.model_validate(
        {
            "governance": {
                "budgets": [
                    {"id": "a", "amount": "10.10", "dimension": "tag:Team", "value": "ü 🙂"},
                    {"id": "b", "amount": "5", "period": "yearly", "forecast_threshold": None},
                ],
                "allocation": {"views": VIEWS},
            }
        }
    )
    push(control, pushed)
    deployment = "# mine\ndeployment:\n  region: eu-west-1\n  tags: [Team]\n\n"
    written = deployment + "governance:\n  budgets: []\n# end\n"
    path = tmp_path / "costgov.yaml"
    path.write_text(pulled(control, written), encoding="utf-8")

    loaded = load_configuration(path)
    assert loaded.governance == pushed.governance
    assert loaded.deployment.region == "eu-west-1"
    assert path.read_text(encoding="utf-8").startswith("# mine\ndeployment:")


def test_a_changed_view_shows_the_lines_that_change() -> None:
    control = InMemoryDocumentStore()
    old = {"team": {"rules": [{"tag": "Team"}]}, "project": {"rules": [{"tag": "Project"}]}}
    new = {
        "team": {"rules": [{"account": "111122223333", "unit": "core"}, {"tag": "Team"}]},
        "stage": {"rules": [{"tag": "Stage"}]},
    }
    before, after = (
        Configuration.model_validate({"governance": {"allocation": {"views": views}}})
        for views in (old, new)
    )
    push(control, before)

    changes = push(control, after)

    assert "\n".join(changes.lines()).splitlines() == [
        "+ allocation by stage: 1 rule, 0 shared costs",
        "~ allocation by team: 2 rules, 0 shared costs",
        "    +- account:",
        "    +  - '111122223333'",
        "    +  unit: core",
        "- allocation by project: 1 rule, 0 shared costs",
    ]
    assert [view.name for view in records.allocation_views(control).all()] == ["stage", "team"]


def test_a_section_after_governance_stays(tmp_path: Path) -> None:
    path = tmp_path / "costgov.yaml"
    text = "governance:\n  budgets: []\ndeployment:\n  region: eu-west-1\n"
    path.write_text(pulled(InMemoryDocumentStore(), text), encoding="utf-8")

    assert load_configuration(path).deployment.region == "eu-west-1"


def test_pulling_into_an_empty_file_makes_a_valid_one(tmp_path: Path) -> None:
    path = tmp_path / "costgov.yaml"
    path.write_text(pulled(InMemoryDocumentStore(), ""), encoding="utf-8")

    assert load_configuration(path) == Configuration()


def test_credits_go_up_and_come_back_beside_the_budgets(tmp_path: Path) -> None:
    control = InMemoryDocumentStore()
    granted = Configuration.model_validate(
        {
            "governance": {
                "budgets": [{"id": "a", "amount": "10"}],
                "credits": [
                    {
                        "name": "AWS Activate",
                        "amount": "25000",
                        "granted_on": "2026-06-01",
                        "expires_on": "2028-05-31",
                    },
                    {
                        "name": "GPU trial",
                        "amount": "500.50",
                        "granted_on": "2026-09-15",
                        "service": "Amazon SageMaker",
                    },
                ],
            }
        }
    )
    assert push(control, granted).lines() == [
        "+ a: 10 USD monthly for all costs",
        "+ credit 'AWS Activate': 25000 USD from 2026-06-01 to 2028-05-31",
        "+ credit 'GPU trial': 500.50 USD from 2026-09-15, service 'Amazon SageMaker'",
    ]
    path = tmp_path / "costgov.yaml"
    path.write_text(pulled(control, ""), encoding="utf-8")
    assert load_configuration(path).governance == granted.governance
    assert not push(control, load_configuration(path))
    assert push(control, configuration(a="10")).lines() == [
        "- credit 'AWS Activate': 25000 USD from 2026-06-01 to 2028-05-31",
        "- credit 'GPU trial': 500.50 USD from 2026-09-15, service 'Amazon SageMaker'",
    ]


def test_planned_events_are_pushed_shown_and_written_back() -> None:
    control = InMemoryDocumentStore()
    sale = {"name": "Sale", "start": "2026-11-27", "end": "2026-11-30", "tags": {"Team": "shop"}}
    wanted = Configuration.model_validate({"governance": {"planned": [sale]}})
    larger = Configuration.model_validate(
        {"governance": {"planned": [{**sale, "change_percent": "60"}]}}
    )

    assert push(control, wanted).lines() == [
        "+ planned 'Sale': 2026-11-27 to 2026-11-30, tag:Team 'shop'"
    ]
    [change] = push(control, larger).lines()
    assert change.splitlines() == [
        "~ planned 'Sale': 2026-11-27 to 2026-11-30, tag:Team 'shop', +60 %",
        "    +change_percent: '60'",
    ]
    assert "name: Sale" in pulled(control, "")
    assert "shop" in pulled(control, "")


def test_what_use_is_governed_by_goes_up_and_comes_back(tmp_path: Path) -> None:
    control = InMemoryDocumentStore()
    source = {"account": "111122223333", "region": "eu-west-1", "namespace": "S", "metric": "O"}
    pushed = Configuration.model_validate(
        {
            "governance": {
                "measures": [
                    {"name": "orders", "unit": "orders", "kind": "business", "source": source},
                    {"name": "tenants", "unit": "tenants", "kind": "business", "limit": "40"},
                ],
                "capacity": {"threshold_percent": "90"},
                "unit_costs": [{"name": "per-order", "measure": "orders", "target": "0.70"}],
            }
        }
    )

    changes = push(control, pushed)

    assert [line[:20] for line in changes.lines()] == [
        "+ measure orders: bu",
        "+ measure tenants: b",
        "+ capacity: full at ",
        "+ unit cost per-orde",
    ]
    file = tmp_path / "costgov.yaml"
    file.write_text(pulled(control, ""), encoding="utf-8")
    assert load_configuration(file).governance == pushed.governance
    assert push(control, Configuration()).lines()[2].startswith("- capacity: full at 90 %")


def test_how_advice_is_given_goes_up_and_comes_back(tmp_path: Path) -> None:
    control = InMemoryDocumentStore()
    pushed = Configuration.model_validate(
        {
            "governance": {
                "checks": {
                    "disabled": ["ec2_instance_undersized"],
                    "thresholds": {"ebs_volume_unattached": {"days": "30"}},
                },
                "recommendations": {"owner_tags": ["CostCenter"], "hourly_rate": "80"},
            }
        }
    )

    changes = push(control, pushed)

    assert changes.lines() == [
        "+ checks: ebs_volume_unattached.days = 30, ec2_instance_undersized off",
        "+ recommendations: balanced, owners by CostCenter, 80 an hour, 1/8/40 hours",
    ]
    file = tmp_path / "costgov.yaml"
    file.write_text(pulled(control, ""), encoding="utf-8")
    assert load_configuration(file).governance == pushed.governance
    assert len(push(control, Configuration()).removed) == 2


def test_every_change_is_noted_with_what_was_there_before() -> None:
    control, log = InMemoryDocumentStore(), InMemoryAuditLog()
    push(control, configuration(a="10", b="20"))
    push(control, configuration(a="10", b="25", c="30"), log)
    push(control, configuration(a="10", b="25"), log)

    noted = [(one.subject, one.before is None, one.after is None) for one in log.entries]
    assert noted == [
        ("budgets/b", False, False),
        ("budgets/c", True, False),
        ("budgets/c", False, True),
    ]
    changed = log.entries[0]
    assert (changed.who, changed.before["amount"], changed.after["amount"]) == (
        OPERATOR,
        "20",
        "25",
    )


def test_nothing_is_pushed_that_cannot_be_noted() -> None:
    control = InMemoryDocumentStore()
    with pytest.raises(StoreError):
        push(control, configuration(a="10"), InMemoryAuditLog(down=True))
    assert records.budgets(control).all() == []


def test_what_fails_after_it_was_noted_is_noted_as_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    control, log = InMemoryDocumentStore(), InMemoryAuditLog()
    put = control.put

    def refuse(pk: str, sk: str, body: str, **how: Any) -> int:
        if pk == "budget":
            raise StoreError("write budget: ThrottlingException")
        return put(pk, sk, body, **how)

    monkeypatch.setattr(control, "put", refuse)
    with pytest.raises(StoreError, match="Throttling"):
        push(control, configuration(a="10"), log)
    assert [(one.subject, one.outcome) for one in log.entries] == [
        ("budgets/a", "done"),
        ("budgets/a", "failed"),
    ]
