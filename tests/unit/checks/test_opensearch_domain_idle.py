"""opensearch_domain_idle: hardly a request a day."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.managed_services import domain

CHECK = "opensearch_domain_idle"


def test_none_without_domains() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_at_a_hundred_a_day() -> None:
    used = domain(count("SearchRate", "700"), count("IndexingRate", "700"))
    assert verdicts(CHECK, [used]) == {"logs": PASSED}


def test_fail_with_every_node_and_volume() -> None:
    masters: dict[str, Any] = {
        "DedicatedMasterEnabled": True,
        "DedicatedMasterType": "m5.large.elasticsearch",
        "DedicatedMasterCount": 3,
    }
    warm: dict[str, Any] = {
        "WarmEnabled": True,
        "WarmType": "ultrawarm1.medium.search",
        "WarmCount": 2,
    }
    idle = domain(count("SearchRate", "700"), count("IndexingRate", "699"), **masters, **warm)
    assert failed(verdicts(CHECK, [idle])["logs"]).now == (
        Line("opensearch.instance/m5.large.search", Decimal(2190)),
        Line("opensearch.instance/m5.large.search", Decimal(2190)),
        Line("opensearch.instance/ultrawarm1.medium.search", Decimal(1460)),
        Line("opensearch.storage/GP3", Decimal(300)),
    )


def test_unknown_without_metric() -> None:
    assert "IndexingRate" in unknown(verdicts(CHECK, [domain(count("SearchRate", "0"))])["logs"])
