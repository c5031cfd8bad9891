"""ECS: clusters with their instances, services with what their tasks are given."""

from collections.abc import Mapping

from costgov.collectors.inventory.ecs import SOURCE

from tests.fakes.listings import Answer, Answers, FakeReader, listed

ARN = "arn:aws:ecs:us-east-1:222233334444"
TASK = f"{ARN}:task-definition/web:7"


def cluster(name: str, hosts: int) -> Answer:
    return {
        "clusterArn": f"{ARN}:cluster/{name}",
        "clusterName": name,
        "status": "ACTIVE",
        "registeredContainerInstancesCount": hosts,
        "runningTasksCount": 2,
        "tags": [{"key": "Team", "value": "checkout"}],
    }


def services(asked: Mapping[str, object]) -> Answer:
    names = [f"s{n}" for n in range(12)] if asked["cluster"] == f"{ARN}:cluster/web" else []
    return {"serviceArns": [f"{ARN}:service/web/{name}" for name in names]}


def described(asked: Mapping[str, object]) -> Answer:
    arns = asked["services"]
    assert isinstance(arns, list)
    assert len(arns) <= 10  # ECS refuses more
    return {
        "services": [
            {
                "serviceArn": arn,
                "serviceName": arn.rpartition("/")[2],
                "status": "ACTIVE",
                "launchType": "FARGATE",
                "desiredCount": 2,
                "taskDefinition": TASK,
            }
            for arn in arns
        ]
    }


ANSWERS: Answers = {
    "ecs:ListClusters": {"clusterArns": [f"{ARN}:cluster/web", f"{ARN}:cluster/batch"]},
    "ecs:DescribeClusters": {"clusters": [cluster("web", 0), cluster("batch", 2)]},
    "ecs:ListServices": services,
    "ecs:DescribeServices": described,
    "ecs:DescribeTaskDefinition": {
        "taskDefinition": {"cpu": "512", "memory": "1024", "family": "web"}
    },
    "ecs:ListContainerInstances": {"containerInstanceArns": ["a", "b"]},
    "ecs:DescribeContainerInstances": {
        "containerInstances": [
            {
                "ec2InstanceId": "i-1",
                "attributes": [{"name": "ecs.instance-type", "value": "m6i.large"}],
            },
            {"ec2InstanceId": "i-2"},
        ]
    },
    "application-autoscaling:DescribeScalableTargets": {
        "ScalableTargets": [{"ResourceId": "service/web/s3", "MinCapacity": 1, "MaxCapacity": 8}]
    },
}


def test_clusters_with_their_instances() -> None:
    found = {one.id: one for one in listed(SOURCE, ANSWERS)}

    assert found["web"].attributes["Hosts"] == []
    assert found["batch"].attributes["Hosts"] == [
        {"ec2InstanceId": "i-1", "instanceType": "m6i.large"},
        {"ec2InstanceId": "i-2", "instanceType": None},
    ]
    assert found["batch"].tags == {"Team": "checkout"}
    reserved = next(spec for spec in SOURCE.metrics if spec.name == "CPUReservation")
    assert reserved.dimensions(found["web"]) is None
    assert reserved.dimensions(found["batch"]) == {"ClusterName": "batch"}


def test_services_in_tens_with_their_task_and_scaling() -> None:
    found = [one for one in listed(SOURCE, ANSWERS) if one.kind == "AWS::ECS::Service"]

    assert [one.id for one in found] == [f"web/s{n}" for n in range(12)]
    assert found[0].attributes["cpu"] == "512"
    assert found[0].attributes["ScalableTarget"] is None
    assert found[3].attributes["ScalableTarget"] == {"MinCapacity": 1, "MaxCapacity": 8}
    busy = next(spec for spec in SOURCE.metrics if spec.name == "CPUUtilization")
    assert busy.dimensions(found[3]) == {"ClusterName": "web", "ServiceName": "s3"}


def test_a_task_definition_is_asked_once() -> None:
    from costgov.collectors.inventory.contract import Place

    from tests.unit.checks.judging import TODAY

    reader = FakeReader(ANSWERS, SOURCE.calls)
    assert len(list(SOURCE.fetch(reader, Place("1", "us-east-1", "aws", TODAY)))) == 14
    assert [call for call, _ in reader.asked].count("ecs:DescribeTaskDefinition") == 1


def test_a_service_of_another_deployment_controller_is_listed_without_a_task() -> None:
    def external(asked: Mapping[str, object]) -> Answer:
        told = described(asked)["services"]
        return {
            "services": [{k: v for k, v in one.items() if k != "taskDefinition"} for one in told]
        }

    found = listed(SOURCE, {**ANSWERS, "ecs:DescribeServices": external})
    [first, *_] = (one for one in found if one.kind == "AWS::ECS::Service")
    assert first.attributes["desiredCount"] == 2
    assert "cpu" not in first.attributes
