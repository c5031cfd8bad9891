"""Names the code needs: accounts, services, regions and the tags in use.

Everything else about the bill is data, in `catalogue.csv` and `fleet.csv`.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from cli.local.synthetic.model import Account, Tags

EC2 = "Amazon Elastic Compute Cloud - Compute"
RDS = "Amazon Relational Database Service"
CLOUDFRONT = "Amazon CloudFront"
SAVINGS_PLANS = "Savings Plans for AWS Compute usage"
SUPPORT = "AWS Support (Business)"
TAX = "Tax"

GLOBAL = "global"
NO_REGION = "NoRegion"
NO_USAGE_TYPE = "NoUsageType"

REGION_PREFIX = {
    "us-east-1": "",
    "us-west-2": "USW2-",
    "eu-central-1": "EUC1-",
    "eu-west-1": "EU-",
    "ap-southeast-1": "APS1-",
}
"""How a region's usage types begin."""

ORGANIZATION_ID = "o-exampleorgid"
LEGACY_CLOSED = date(2026, 2, 15)

ACCOUNTS: Mapping[str, Account] = {
    "management": Account(
        "111122223333", "Example Shop (management)", "aws+root@example.com", date(2019, 3, 4)
    ),
    "production": Account(
        "222233334444", "shop-production", "aws+production@example.com", date(2019, 3, 5)
    ),
    "data-platform": Account(
        "333344445555", "data-platform", "aws+data@example.com", date(2021, 6, 17)
    ),
    "development": Account("444455556666", "development", "aws+dev@example.com", date(2019, 3, 5)),
    "legacy": Account(
        "555566667777",
        "legacy shop (closed)",
        "aws+legacy@example.com",
        date(2018, 11, 20),
        "SUSPENDED",
        LEGACY_CLOSED,
    ),
}
PAYER_ID = ACCOUNTS["management"].id
PRODUCTION_ID = ACCOUNTS["production"].id

LONG_VALUE = ("mobile-apps/ios+android:shared=" * 9)[:256]
"""A tag value of the greatest length AWS allows."""


def _tagged(team: str | None, environment: str | None) -> Tags:
    pairs = {"Team": team, "Environment": environment}
    return MappingProxyType({key: value for key, value in pairs.items() if value is not None})


TAG_SETS: Mapping[str, Tags] = {
    "": _tagged(None, None),
    "checkout": _tagged("checkout", "production"),
    "search": _tagged("Search", "production"),
    "search_twin": _tagged("search", "production"),
    "platform": _tagged("platform", "production"),
    "growth": _tagged("growth 🚀", "production"),
    "mobile": _tagged(LONG_VALUE, "production"),
    "ops": _tagged("ops$core", None),
    "science": _tagged("data science/ML #2", "production"),
    "science_lab": _tagged("data science/ML #2", "research"),
    "nobody": _tagged("", "staging"),
    "staging": _tagged("platform", "staging"),
    "development": _tagged("platform", "dev"),
}
"""Cost-allocation tags by the name the tables use; "" as a value is a tag that was left empty."""
