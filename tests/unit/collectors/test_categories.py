"""The tables that name AWS's services and charge types in FOCUS words."""

import csv
import os
from pathlib import Path

import pytest
from costgov.collectors.charge_categories import CHARGE_CATEGORIES, charge_category
from costgov.collectors.service_categories import CATEGORIES, service_category
from costgov.domain.costs import ChargeCategory

FOCUS_CATEGORIES = {
    "AI and Machine Learning",
    "Analytics",
    "Business Applications",
    "Compute",
    "Databases",
    "Developer Tools",
    "Multicloud",
    "Identity",
    "Integration",
    "Internet of Things",
    "Management and Governance",
    "Media",
    "Migration",
    "Mobile",
    "Networking",
    "Security",
    "Storage",
    "Web",
    "Other",
}
# AWS calls containers Other in the sample; FOCUS has since put them under Compute.
_CONTAINERS = {
    "Amazon EC2 Container Registry (ECR)",
    "Amazon Elastic Container Service",
    "Amazon Elastic Container Service for Kubernetes",
    "Red Hat OpenShift Service on AWS",
}


def test_only_focus_categories_are_used() -> None:
    assert set(CATEGORIES.values()) <= FOCUS_CATEGORIES


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("AmazonEC2", "Amazon Elastic Compute Cloud - Compute"),
        ("AmazonS3", "Amazon Simple Storage Service"),
        ("AmazonRDS", "Amazon Relational Database Service"),
        ("AWSELB", "Amazon Elastic Load Balancing"),
        ("awskms", "AWS Key Management Service"),
        ("ComputeSavingsPlans", "Savings Plans for AWS Compute usage"),
    ],
)
def test_a_bill_and_cost_explorer_agree_on_a_service(code: str, name: str) -> None:
    assert service_category(code) == service_category(name) != "Other"


def test_an_unknown_service_is_other_and_never_compute() -> None:
    assert service_category("AWS Moon Base") == "Other"


@pytest.mark.parametrize(
    ("usage_type", "category"),
    [
        ("EBS:SnapshotUsage", "Storage"),
        ("USW2-EBS:VolumeUsage.gp3", "Storage"),
        ("EBSOptimized:m4.large", "Compute"),
        ("EUC1-NatGateway-Hours", "Compute"),
        ("", "Compute"),
    ],
)
def test_block_storage_is_told_from_the_rest_of_ec2(usage_type: str, category: str) -> None:
    assert service_category("EC2 - Other", usage_type) == category
    assert service_category("AmazonEC2", usage_type) == category


def test_a_usage_type_says_nothing_about_other_services() -> None:
    assert service_category("AWS Backup", "EBS:Restore") == "Storage"
    assert service_category("AWS Lambda", "EBS:Nothing") == "Compute"


def test_our_table_agrees_with_aws_s_own_focus_export() -> None:
    folder = os.environ.get("COSTGOV_DATA")
    if folder is None:
        pytest.skip("COSTGOV_DATA does not name the folder of the billing samples")
    with (Path(folder) / "billing_exports" / "focus_sample_1.0.csv").open() as file:
        lines = [line for line in csv.DictReader(file) if line["ProviderName"] == "AWS"]
    wrong = {
        (line["ServiceName"], line["ServiceCategory"])
        for line in lines
        if line["ServiceName"] not in _CONTAINERS | {"Amazon Elastic Compute Cloud"}
        and service_category(line["ServiceName"]) != line["ServiceCategory"]
    }
    assert wrong == set()


def test_covered_usage_and_its_negation_are_booked_together() -> None:
    assert charge_category("SavingsPlanCoveredUsage") is charge_category("SavingsPlanNegation")


@pytest.mark.parametrize("name", CHARGE_CATEGORIES)
def test_spacing_and_case_do_not_matter(name: str) -> None:
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in name)

    assert charge_category(spaced.upper()) is CHARGE_CATEGORIES[name]


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("Enterprise Discount Program Discount", ChargeCategory.ADJUSTMENT),
        ("Recurring reservation fee", ChargeCategory.PURCHASE),
        ("Savings Plan Covered Usage", ChargeCategory.USAGE),
        ("Moon fee", ChargeCategory.ADJUSTMENT),
    ],
)
def test_cost_explorer_s_labels_are_known(label: str, category: ChargeCategory) -> None:
    assert charge_category(label) is category
