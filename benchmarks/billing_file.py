"""A generated FOCUS bill: hourly charges of resources that differ in account, service and tags."""

from pathlib import Path

import duckdb

HOURS = 720
_COPY = {
    "csv.gz": "FORMAT csv, HEADER, COMPRESSION gzip",
    "parquet": "FORMAT parquet",
}
# One resource has one account, service, region, meter and set of tags; its amounts differ.
_BILL = f"""
WITH resources AS (
    SELECT r, hash(r) % 50 AS account, (hash(r * 3) % 40)::INTEGER AS service,
        hash(r * 7) % 10 AS meter, hash(r * 11) % 4 AS region, hash(r * 5) % 20 AS application
    FROM range($rows // {HOURS} + 1) t(r)
)
SELECT
    'us-east-1a' AS AvailabilityZone,
    ((i * 7919) % 1000003 / 1e6)::DECIMAL(18, 10) AS BilledCost,
    '123456789012' AS BillingAccountId,
    'Payer' AS BillingAccountName,
    'USD' AS BillingCurrency,
    TIMESTAMP '2026-10-01' AS BillingPeriodEnd,
    TIMESTAMP '2026-09-01' AS BillingPeriodStart,
    CASE WHEN r % 500 = 0 THEN 'Credit' WHEN r % 300 = 0 THEN 'Tax' ELSE 'Usage' END
        AS ChargeCategory,
    NULL::VARCHAR AS ChargeClass,
    '$0.40 per million requests, meter ' || meter AS ChargeDescription,
    'Usage-Based' AS ChargeFrequency,
    TIMESTAMP '2026-09-01' + INTERVAL (i % {HOURS} + 1) HOUR AS ChargePeriodEnd,
    TIMESTAMP '2026-09-01' + INTERVAL (i % {HOURS}) HOUR AS ChargePeriodStart,
    (i % 1000 / 7)::DECIMAL(18, 6) AS ConsumedQuantity,
    'Requests' AS ConsumedUnit,
    ((i * 7919) % 1000003 / 1e6)::DECIMAL(18, 10) AS ContractedCost,
    ((i * 7907) % 1000003 / 1e6)::DECIMAL(18, 10) AS EffectiveCost,
    'INV-2026-09-' || account AS InvoiceId,
    'Amazon Web Services, Inc.' AS InvoiceIssuerName,
    ((i * 7919) % 1000003 / 1e6)::DECIMAL(18, 10) AS ListCost,
    0.0000004::DECIMAL(18, 10) AS ListUnitPrice,
    'Standard' AS PricingCategory,
    (i % 1000 / 7)::DECIMAL(18, 6) AS PricingQuantity,
    'Requests' AS PricingUnit,
    'AWS' AS ProviderName,
    'Amazon Web Services, Inc.' AS PublisherName,
    ['us-east-1', 'eu-west-1', 'us-west-2', 'ap-southeast-2'][(region + 1)::INTEGER] AS RegionId,
    'Region ' || region AS RegionName,
    'arn:aws:ec2:us-east-1:' || account || ':instance/i-' || md5(r::VARCHAR)[:17] AS ResourceId,
    NULL::VARCHAR AS ResourceName,
    'Instance' AS ResourceType,
    ['Compute', 'Storage', 'Networking', 'Databases'][service % 4 + 1] AS ServiceCategory,
    'Amazon Service ' || service AS ServiceName,
    'SKU' || (service * 10 + meter) AS SkuId,
    'SKU' || (service * 10 + meter) || '.X' AS SkuPriceId,
    'Meter ' || (service * 10 + meter) AS SkuMeter,
    (100000000000 + account)::VARCHAR AS SubAccountId,
    'Account ' || account AS SubAccountName,
    '{{"application": "app' || application || '", "environment": "prod", "owner": "o'
        || (application % 7) || '"}}' AS Tags
FROM range($rows) t(i) JOIN resources ON r = i // {HOURS}
"""  # noqa: S608 - a constant


def write_bill(path: Path, rows: int, kind: str) -> None:
    """Write `rows` lines as `csv.gz` or `parquet`."""
    query = _BILL.replace("$rows", str(rows))
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{path}' ({_COPY[kind]})")
