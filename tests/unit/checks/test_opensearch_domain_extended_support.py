"""opensearch_domain_extended_support: versions AWS charges for keeping."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import domain

CHECK = "opensearch_domain_extended_support"


def test_none_without_domains() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_versions_without_an_end() -> None:
    for version in ("OpenSearch_2.19", "OpenSearch_1.3", "Elasticsearch_7.10"):
        assert verdicts(CHECK, [domain(EngineVersion=version)]) == {"logs": PASSED}


def test_fail_versions_past_theirs() -> None:
    for version in ("OpenSearch_2.5", "OpenSearch_1.0", "Elasticsearch_7.4", "Elasticsearch_6.7"):
        finding = failed(verdicts(CHECK, [domain(EngineVersion=version)])["logs"])
        assert "2025-11-07" in finding.why
        assert finding.unpriced


def test_unknown_version() -> None:
    assert "OpenSearch 9.9" in unknown(
        verdicts(CHECK, [domain(EngineVersion="OpenSearch_9.9")])["logs"]
    )
