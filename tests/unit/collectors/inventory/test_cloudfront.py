"""CloudFront distributions."""

from costgov.collectors.inventory.cloudfront import SOURCE

from tests.fakes.listings import listed


def test_distributions_of_no_region() -> None:
    one = {
        "Id": "E1",
        "ARN": "arn:aws:cloudfront::1:distribution/E1",
        "Enabled": True,
        "PriceClass": "PriceClass_All",
        "Comment": "shop",
        "Origins": {"Quantity": 0},
    }
    answers = {"cloudfront:ListDistributions": {"DistributionList": {"Items": [one]}}}
    [found] = listed(SOURCE, answers, region="global")
    assert (found.name, found.state) == ("shop", "enabled")
    assert found.attributes == {"Enabled": True, "PriceClass": "PriceClass_All"}
    for spec in SOURCE.metrics:
        assert spec.dimensions(found) == {"DistributionId": "E1", "Region": "Global"}
    assert SOURCE.is_global


def test_an_account_without_any() -> None:
    assert listed(SOURCE, {"cloudfront:ListDistributions": {"DistributionList": {}}}) == []
