"""CloudFront distributions."""

from costgov.collectors.inventory.cloudfront import SOURCE

from tests.fakes.listings import Answers, listed


def test_distributions_of_no_region() -> None:
    edge = {"LambdaFunctionARN": "arn:aws:lambda:us-east-1:1:function:headers:7"}
    one = {
        "Id": "E1",
        "ARN": "arn:aws:cloudfront::1:distribution/E1",
        "Enabled": True,
        "PriceClass": "PriceClass_All",
        "Origins": {"Quantity": 0},
        "DefaultCacheBehavior": {"LambdaFunctionAssociations": {"Quantity": 0}},
        "CacheBehaviors": {"Items": [{"LambdaFunctionAssociations": {"Items": [edge]}}]},
    }
    tagged = {"ResourceARN": one["ARN"], "Tags": [{"Key": "Team", "Value": "shop"}]}
    answers: Answers = {
        "cloudfront:ListDistributions": {"DistributionList": {"Items": [one]}},
        "resourcegroupstaggingapi:GetResources": {"ResourceTagMappingList": [tagged]},
    }
    [found] = listed(SOURCE, answers, region="global")
    assert (found.id, found.state) == ("E1", "enabled")
    assert found.tags == {"Team": "shop"}
    assert found.attributes == {
        "Enabled": True,
        "PriceClass": "PriceClass_All",
        "Functions": ["arn:aws:lambda:us-east-1:1:function:headers"],
    }
    for spec in SOURCE.metrics:
        assert spec.dimensions(found) == {"DistributionId": "E1", "Region": "Global"}
    assert SOURCE.is_global


def test_an_account_without_any() -> None:
    assert listed(SOURCE, {"cloudfront:ListDistributions": {"DistributionList": {}}}) == []
