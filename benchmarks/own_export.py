"""A FOCUS export of a generated estate: the month so far, as AWS delivers it anew every day."""

from datetime import date
from pathlib import Path

import duckdb
from costgov.domain.period import Month

from benchmarks.own_use import Estate

# Every service of every account has some usage types without a resource, and every instance
# one line a day for itself and one for its volume. The last three days are still changing.
_EXPORT = """
WITH things AS (
    SELECT account, service, kind, NULL::VARCHAR AS resource
    FROM range($accounts) a(account), range($services) s(service), range($kinds) k(kind)
    UNION ALL
    SELECT i % $accounts, 0, kind, 'arn:aws:ec2:eu-test-0:' || i || ':instance/i-' || i
    FROM range($instances) t(i), range(2) k(kind)
), days AS (
    SELECT day::DATE AS day FROM range(DATE '$first', DATE '$last' + INTERVAL 1 DAY,
        INTERVAL 1 DAY) d(day)
)
SELECT
    (hash(account, service, kind, resource, day, greatest(0, 3 - (DATE '$last' - day)))
        % 100000000 / 1e8)::DECIMAL(18, 10) AS BilledCost,
    BilledCost AS EffectiveCost,
    '123456789012' AS BillingAccountId,
    'USD' AS BillingCurrency,
    TIMESTAMP '$first' AS BillingPeriodStart,
    TIMESTAMP '$first' + INTERVAL 1 MONTH AS BillingPeriodEnd,
    'Usage' AS ChargeCategory,
    day::TIMESTAMP AS ChargePeriodStart,
    (day + 1)::TIMESTAMP AS ChargePeriodEnd,
    (kind + 1)::DECIMAL(18, 6) AS ConsumedQuantity,
    'Hours' AS ConsumedUnit,
    'AWS' AS ProviderName,
    'eu-test-' || (service % $regions) AS RegionId,
    resource AS ResourceId,
    'Compute' AS ServiceCategory,
    'Amazon Service ' || service AS ServiceName,
    'Usage-' || service || '-' || kind AS SkuMeter,
    (100000000000 + account)::VARCHAR AS SubAccountId,
    '{"team": "' || (account % $values) || '"}' AS Tags
FROM things, days
"""


def write_export(path: Path, estate: Estate, as_of: date) -> None:
    """The month of a day up to it, as Parquet."""
    values = {
        "accounts": estate.accounts,
        "services": estate.services,
        "kinds": estate.usage_types_per_service,
        "instances": estate.instances,
        "regions": estate.regions,
        "values": estate.tag_values,
        "first": Month.of(as_of).first,
        "last": as_of,
    }
    query = _EXPORT
    for name, value in values.items():
        query = query.replace(f"${name}", str(value))
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
