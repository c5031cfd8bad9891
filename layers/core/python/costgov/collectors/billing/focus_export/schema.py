"""The columns of a FOCUS 1.2 CostAndUsage dataset and the rules between them.

Source: FOCUS Specification 1.2, section 3 (columns), as its rule model 1.2.0.1 states them. A rule
kept here takes a value away that must not be there; none puts one in that the source has not got.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

VERSION: Final = "1.2"
CUSTOM_PREFIX: Final = "x_"


class Form(StrEnum):
    """How a file is written: Parquet, or CSV with FOCUS's text formats."""

    PARQUET = "parquet"
    CSV = "csv"


type Kind = Literal["String", "Decimal", "Date/Time", "JSON"]


@dataclass(frozen=True, slots=True)
class FocusColumn:
    """One column: its type, whether every file of ours has it, and when it has to be null.

    Those that FOCUS calls mandatory are `always` there, and what it recommends and anybody can
    say. The column is null unless column `needs` has a value and `when` (SQL over the columns)
    holds. A name that nobody gave is the identifier in column `named_by`. `one_of` are the only
    values allowed. `instead` is SQL that takes the place of the value.
    """

    name: str
    kind: Kind = "String"
    always: bool = False
    needs: str | None = None
    named_by: str | None = None
    when: str | None = None
    one_of: tuple[str, ...] = ()
    instead: str | None = None


# ServiceCategory → its ServiceSubcategories beside "Other (<category>)".
SUBCATEGORIES: Final[dict[str, tuple[str, ...]]] = {
    "AI and Machine Learning": (
        "AI Platforms", "Bots", "Generative AI", "Machine Learning", "Natural Language Processing",
    ),
    "Analytics": (
        "Analytics Platforms", "Business Intelligence", "Data Processing", "Search",
        "Streaming Analytics",
    ),
    "Business Applications": ("Productivity and Collaboration",),
    "Compute": (
        "Containers", "End User Computing", "Quantum Compute", "Serverless Compute",
        "Virtual Machines",
    ),
    "Databases": (
        "Caching", "Data Warehouses", "Ledger Databases", "NoSQL Databases",
        "Relational Databases", "Time Series Databases",
    ),
    "Developer Tools": (
        "Developer Platforms", "Continuous Integration and Deployment",
        "Development Environments", "Source Code Management", "Quality Assurance",
    ),
    "Identity": ("Identity and Access Management",),
    "Integration": ("API Management", "Messaging", "Workflow Orchestration"),
    "Internet of Things": ("IoT Analytics", "IoT Platforms"),
    "Management and Governance": (
        "Architecture", "Compliance", "Cost Management", "Data Governance", "Disaster Recovery",
        "Endpoint Management", "Observability", "Support",
    ),
    "Media": ("Content Creation", "Gaming", "Media Streaming", "Mixed Reality"),
    "Migration": ("Data Migration", "Resource Migration"),
    "Mobile": (),
    "Multicloud": ("Multicloud Integration",),
    "Networking": (
        "Application Networking", "Content Delivery", "Network Connectivity",
        "Network Infrastructure", "Network Routing", "Network Security",
    ),
    "Security": ("Secret Management", "Security Posture Management",
                 "Threat Detection and Response"),
    "Storage": (
        "Backup Storage", "Block Storage", "File Storage", "Object Storage", "Storage Platforms",
    ),
    "Web": ("Application Platforms",),
    "Other": (),
}  # fmt: skip
SERVICE_CATEGORIES: Final = tuple(SUBCATEGORIES)
_COMMITMENT: Final = "CommitmentDiscountId"
_SUBCATEGORIES: Final = ", ".join(
    f"('{category}', '{name}')" for category, names in SUBCATEGORIES.items() for name in names
)
# A subcategory of another category, or none, is the category's Other.
_SUBCATEGORY: Final = (
    f'CASE WHEN ("ServiceCategory", "ServiceSubcategory") IN ({_SUBCATEGORIES})'
    " THEN \"ServiceSubcategory\" ELSE 'Other (' || \"ServiceCategory\" || ')' END"
)
_UNTAXED: Final = "\"ChargeCategory\" <> 'Tax'"
_CONSUMED: Final = (
    "\"ChargeCategory\" = 'Usage' AND \"CommitmentDiscountStatus\" IS DISTINCT FROM 'Unused'"
)

# In the order in which they are written: FOCUS asks for none, so it is the alphabet's.
COLUMNS: Final = (
    FocusColumn("AvailabilityZone"),
    FocusColumn("BilledCost", "Decimal", always=True),
    FocusColumn("BillingAccountId", always=True),
    FocusColumn("BillingAccountName", always=True, named_by="BillingAccountId"),
    FocusColumn("BillingAccountType", needs="BillingAccountId"),
    FocusColumn("BillingCurrency", always=True),
    FocusColumn("BillingPeriodEnd", "Date/Time", always=True),
    FocusColumn("BillingPeriodStart", "Date/Time", always=True),
    FocusColumn("CapacityReservationId"),
    FocusColumn(
        "CapacityReservationStatus", needs="CapacityReservationId", one_of=("Used", "Unused")
    ),
    FocusColumn("ChargeCategory", always=True),
    FocusColumn("ChargeClass", always=True, one_of=("Correction",)),
    FocusColumn("ChargeDescription", always=True),
    FocusColumn("ChargeFrequency"),
    FocusColumn("ChargePeriodEnd", "Date/Time", always=True),
    FocusColumn("ChargePeriodStart", "Date/Time", always=True),
    FocusColumn("CommitmentDiscountCategory", needs=_COMMITMENT, one_of=("Spend", "Usage")),
    FocusColumn("CommitmentDiscountId"),
    FocusColumn("CommitmentDiscountName", needs=_COMMITMENT),
    FocusColumn("CommitmentDiscountQuantity", "Decimal", needs=_COMMITMENT),
    FocusColumn("CommitmentDiscountStatus", needs=_COMMITMENT, one_of=("Used", "Unused")),
    FocusColumn("CommitmentDiscountType", needs=_COMMITMENT),
    FocusColumn("CommitmentDiscountUnit", needs="CommitmentDiscountQuantity"),
    FocusColumn("ConsumedQuantity", "Decimal", when=_CONSUMED),
    FocusColumn("ConsumedUnit", needs="ConsumedQuantity"),
    FocusColumn("ContractedCost", "Decimal", always=True),
    FocusColumn("ContractedUnitPrice", "Decimal", when=_UNTAXED),
    FocusColumn("EffectiveCost", "Decimal", always=True),
    FocusColumn("InvoiceId", always=True),
    FocusColumn("InvoiceIssuerName", always=True),
    FocusColumn("ListCost", "Decimal", always=True),
    FocusColumn("ListUnitPrice", "Decimal", when=_UNTAXED),
    FocusColumn(
        "PricingCategory", when=_UNTAXED, one_of=("Standard", "Dynamic", "Committed", "Other")
    ),
    FocusColumn("PricingCurrency"),
    FocusColumn("PricingCurrencyContractedUnitPrice", "Decimal", when=_UNTAXED),
    FocusColumn("PricingCurrencyEffectiveCost", "Decimal"),
    FocusColumn("PricingCurrencyListUnitPrice", "Decimal", when=_UNTAXED),
    FocusColumn("PricingQuantity", "Decimal", always=True, when=_UNTAXED),
    FocusColumn("PricingUnit", always=True, needs="PricingQuantity"),
    FocusColumn("ProviderName", always=True),
    FocusColumn("PublisherName", always=True),
    FocusColumn("RegionId"),
    FocusColumn("RegionName", needs="RegionId", named_by="RegionId"),
    FocusColumn("ResourceId"),
    FocusColumn("ResourceName", needs="ResourceId"),
    FocusColumn("ResourceType", needs="ResourceId"),
    FocusColumn("ServiceCategory", always=True),
    FocusColumn("ServiceName", always=True),
    FocusColumn("ServiceSubcategory", always=True, instead=_SUBCATEGORY),
    FocusColumn("SkuId", when=_UNTAXED),
    FocusColumn("SkuMeter", needs="SkuId"),
    FocusColumn("SkuPriceDetails", "JSON", needs="SkuPriceId"),
    FocusColumn("SkuPriceId", when=_UNTAXED),
    FocusColumn("SubAccountId"),
    FocusColumn("SubAccountName", needs="SubAccountId", named_by="SubAccountId"),
    FocusColumn("SubAccountType", needs="SubAccountId"),
    FocusColumn("Tags", "JSON"),
)
BY_NAME: Final = {column.name: column for column in COLUMNS}
SQL_TYPES: Final[dict[Kind, str]] = {
    "String": "VARCHAR",
    "Decimal": "DECIMAL(38,18)",
    "Date/Time": "TIMESTAMPTZ",
    "JSON": "VARCHAR",
}
