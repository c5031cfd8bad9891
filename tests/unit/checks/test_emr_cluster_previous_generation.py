"""emr_cluster_previous_generation: instances with a cheaper successor."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "emr_cluster_previous_generation"
PRICES = {
    "emr.instance/m4.xlarge": "0.06",
    "ec2.instance/m4.xlarge/Linux": "0.20",
    "emr.instance/m5.xlarge": "0.048",
    "ec2.instance/m5.xlarge/Linux": "0.192",
}


def cluster(size: str, market: str = "ON_DEMAND") -> Resource:
    told = {"InstanceType": size, "Market": market, "Count": 2}
    return resource("AWS::EMR::Cluster", "j-1", Instances=[told])


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_current_or_spot_or_no_cheaper() -> None:
    assert verdicts(CHECK, [cluster("m5.xlarge")], prices=PRICES) == {"j-1": PASSED}
    assert verdicts(CHECK, [cluster("m4.xlarge", "SPOT")], prices=PRICES) == {"j-1": PASSED}
    dear = PRICES | {"emr.instance/m5.xlarge": "0.068"}
    assert verdicts(CHECK, [cluster("m4.xlarge")], prices=dear) == {"j-1": PASSED}


def test_fail_with_both_charges() -> None:
    finding = failed(verdicts(CHECK, [cluster("m4.xlarge")], prices=PRICES)["j-1"])
    assert finding.now == (
        Line("emr.instance/m4.xlarge", Decimal(1460)),
        Line("ec2.instance/m4.xlarge/Linux", Decimal(1460)),
    )
    assert finding.then == (
        Line("emr.instance/m5.xlarge", Decimal(1460)),
        Line("ec2.instance/m5.xlarge/Linux", Decimal(1460)),
    )


def test_unknown_without_price() -> None:
    assert "no price" in unknown(verdicts(CHECK, [cluster("m4.xlarge")])["j-1"])
