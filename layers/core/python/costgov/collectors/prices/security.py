"""KMS keys and requests, secrets, web ACLs, and what belongs to no region: DNS and CloudFront."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_WEB_ACL: Final = ("AWS::WAFv2::WebACL",)

RULES: Final = (
    PriceRule("kms.key", "awskms", {}, "Keys", "KMS-Keys", kinds=("AWS::KMS::Key",)),
    PriceRule("kms.requests", "awskms", {}, "Requests", "KMS-Requests", kinds=("AWS::S3::Bucket",)),
    PriceRule(
        "secretsmanager.secret",
        "AWSSecretsManager",
        {},
        "Secrets",
        "AWSSecretsManager-Secrets",
        kinds=("AWS::SecretsManager::Secret",),
    ),
    PriceRule("wafv2.web-acl", "awswaf", {}, "Month", "WebACLV2", kinds=_WEB_ACL),
    PriceRule("wafv2.rule", "awswaf", {}, "Month", "RuleV2", kinds=_WEB_ACL),
    PriceRule(
        "route53.hosted-zone",
        "AmazonRoute53",
        {},
        "HostedZone",
        "HostedZone",
        region_attribute="",
        kinds=("AWS::Route53::HostedZone",),
    ),
    PriceRule(
        "route53.health-check-option/AWS",
        "AmazonRoute53",
        {},
        "Mo",
        "Health-Check-Option-AWS",
        region_attribute="",
        kinds=("AWS::Route53::HealthCheck",),
    ),
    PriceRule(
        "cloudfront.dedicated-ip",
        "AmazonCloudFront",
        {},
        "Mo",
        "SSL-Cert-Custom",
        region_attribute="",
        kinds=("AWS::CloudFront::Distribution",),
    ),
)
