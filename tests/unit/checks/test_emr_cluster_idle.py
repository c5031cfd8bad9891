"""emr_cluster_idle: it waited for days."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "emr_cluster_idle"
INSTANCES = [
    {"InstanceType": "m5.xlarge", "Market": "ON_DEMAND", "Count": 3},
    {"InstanceType": "r5.xlarge", "Market": "SPOT", "Count": 2},
]


def cluster(
    least: str | None,
    *,
    told: list[dict[str, object]] | None = None,
    age_days: int = 10,
    applications: tuple[str, ...] = ("Hadoop", "Spark"),
) -> Resource:
    digests = []
    if least is not None:
        found = gauge("IsIdle", "1", days=3, unit="None")
        digests = [found.model_copy(update={"min": Decimal(least)})]
    listed = INSTANCES if told is None else told
    return resource(
        "AWS::EMR::Cluster",
        "j-1",
        digests=digests,
        age_days=age_days,
        Instances=listed,
        Applications=[*applications],
    )


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_worked_for_an_hour() -> None:
    assert verdicts(CHECK, [cluster("0")]) == {"j-1": PASSED}


def test_fail_with_what_emr_and_ec2_charge() -> None:
    assert failed(verdicts(CHECK, [cluster("1")])["j-1"]).now == (
        Line("emr.instance/m5.xlarge", Decimal(2190)),
        Line("ec2.instance/m5.xlarge/Linux", Decimal(2190)),
        # Spot has a price of its own, which no list tells.
        Line("emr.instance/r5.xlarge", Decimal(1460)),
    )


def test_unknown_unmeasured_or_young_or_unlisted() -> None:
    assert "IsIdle" in unknown(verdicts(CHECK, [cluster(None)])["j-1"])
    assert "2 of 3 days" in unknown(verdicts(CHECK, [cluster("1", age_days=2)])["j-1"])
    assert "instances" in unknown(verdicts(CHECK, [cluster("1", told=[])])["j-1"])


def test_unknown_what_answers_queries_beside_yarn() -> None:
    store = cluster("1", applications=("Hadoop", "HBase"))
    assert "hbase" in unknown(verdicts(CHECK, [store])["j-1"])
