"""Storage Lens dashboards, each in its home region."""

from costgov.collectors.inventory.storage_lens import SOURCE

from tests.fakes.listings import listed

ANSWER = {
    "s3control:ListStorageLensConfigurations": {
        "StorageLensConfigurationList": [
            {"Id": "ours", "StorageLensArn": "arn:1", "HomeRegion": "us-east-1", "IsEnabled": True},
            {"Id": "off", "StorageLensArn": "arn:2", "HomeRegion": "us-east-1"},
            {"Id": "there", "StorageLensArn": "arn:3", "HomeRegion": "eu-west-1"},
        ]
    }
}


def test_dashboards_are_kept_in_their_home_region() -> None:
    here = {one.id: one.attributes["IsEnabled"] for one in listed(SOURCE, ANSWER)}
    assert here == {"ours": True, "off": False}
    assert [one.id for one in listed(SOURCE, ANSWER, region="eu-west-1")] == ["there"]
