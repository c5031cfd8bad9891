"""OpenSearch domains, described five at a time."""

from collections.abc import Mapping

from costgov.collectors.inventory.opensearch import SOURCE

from tests.fakes.listings import listed

ARN = "arn:aws:es:us-east-1:222233334444:domain"


def test_domains_five_at_a_time() -> None:
    asked: list[object] = []

    def described(parameters: Mapping[str, object]) -> Mapping[str, object]:
        names = parameters["DomainNames"]
        assert isinstance(names, list)
        asked.append(names)
        return {
            "DomainStatusList": [
                {
                    "DomainName": name,
                    "ARN": f"{ARN}/{name}",
                    "Created": True,
                    "Deleted": name == "logs-2",
                    "EngineVersion": "OpenSearch_2.19",
                    "ClusterConfig": {"InstanceType": "m6g.large.search", "InstanceCount": 3},
                    "EBSOptions": {"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 100},
                }
                for name in names
            ]
        }

    names = [{"DomainName": f"logs-{number}"} for number in range(1, 8)]
    found = listed(
        SOURCE,
        {
            "opensearch:ListDomainNames": {"DomainNames": names},
            "opensearch:DescribeDomains": described,
        },
    )
    assert [len(some) for some in asked if isinstance(some, list)] == [5, 2]
    # One is being deleted.
    assert len(found) == 6
    assert found[0].instance_type == "m6g.large.search"
    assert found[0].attributes == {
        "EngineVersion": "OpenSearch_2.19",
        "InstanceCount": 3,
        "EBSEnabled": True,
        "VolumeType": "gp3",
        "VolumeSize": 100,
    }
    expected = {"DomainName": "logs-1", "ClientId": "222233334444"}
    assert all(spec.dimensions(found[0]) == expected for spec in SOURCE.metrics)
