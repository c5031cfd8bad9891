"""ECR repositories with their images summed up by day."""

from datetime import UTC, datetime
from typing import Any

from costgov.collectors.inventory.ecr import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

PUSHED, PULLED = datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 9, 1, 8, tzinfo=UTC)
INDEX = "application/vnd.oci.image.index.v1+json"


def image(size: int, **more: Any) -> dict[str, Any]:
    return {"imageSizeInBytes": size, "imagePushedAt": PUSHED, **more}


def answers(*images: dict[str, Any]) -> Answers:
    repository = {"repositoryName": "shop", "repositoryArn": "arn:shop", "createdAt": PUSHED}
    return {
        "ecr:DescribeRepositories": {"repositories": [repository]},
        "ecr:DescribeImages": {"imageDetails": [*images]},
        "ecr:GetLifecyclePolicy": lambda _: None,
    }


def test_images_by_the_day_they_were_last_used() -> None:
    [found] = listed(
        SOURCE,
        answers(
            image(5, imageTags=["v1"]),
            image(7, imageTags=["v2"], lastRecordedPullTime=PULLED),
            image(3),
            image(2),
            image(900, imageStatus="ARCHIVED"),
        ),
    )
    assert found.attributes == {
        "HasLifecyclePolicy": False,
        "Images": {
            "Count": 4,
            "Tagged": {"2026-01-01": 5, "2026-09-01": 7},
            "Untagged": {"2026-01-01": 5},
            "HasIndexes": False,
        },
    }


def test_indexes_are_told() -> None:
    [found] = listed(SOURCE, answers(image(1, imageTags=["v1"], imageManifestMediaType=INDEX)))
    images = found.attributes["Images"]
    assert isinstance(images, dict)
    assert images["HasIndexes"] is True


def test_refused_images_leave_the_policy() -> None:
    refused = {**answers(), "ecr:DescribeImages": SourceDenied("no")}
    [found] = listed(SOURCE, refused)
    assert found.attributes == {"HasLifecyclePolicy": False, "ImagesDenied": "no"}
