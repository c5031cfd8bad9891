"""How many resources a month tells apart: the costliest, and the sum of the others per scope."""

from typing import Final

import duckdb

from costgov.domain.costs import OTHER_RESOURCES

# A year of a store's items has an end; beyond it a list of resources is nothing to look at.
TOLD_APART: Final = 20_000
_PLACE = "month, currency, service, account, usage_type, resource"


def sum_up_small_resources(
    connection: duckdb.DuckDBPyConnection, told_apart: int = TOLD_APART
) -> None:
    """Rename the resources in table `charges` beyond the costliest of each month.

    Costly is what has most EffectiveCost, or takes most back, in its currency; the currencies of a
    month take turns. What is renamed stays in its account, service and usage type.
    """
    connection.execute(
        "CREATE TEMP TABLE resources AS"
        f" SELECT date_trunc('month', day) AS {_PLACE}, abs(sum(effective)) AS cost"
        # Athena's answers have the small ones summed up already.
        f" FROM charges WHERE resource <> '{OTHER_RESOURCES}' GROUP BY ALL"
    )
    [(most,)] = connection.execute(
        "SELECT max(found) FROM (SELECT count(*) AS found FROM resources GROUP BY month)"
    ).fetchall()
    if (most or 0) > told_apart:
        connection.execute(
            f"UPDATE charges c SET resource = '{OTHER_RESOURCES}' FROM ({_small(told_apart)}) r"
            " WHERE date_trunc('month', c.day) = r.month AND c.currency = r.currency"
            " AND c.resource = r.resource AND c.service IS NOT DISTINCT FROM r.service"
            " AND c.account IS NOT DISTINCT FROM r.account"
            " AND c.usage_type IS NOT DISTINCT FROM r.usage_type"
        )
    connection.execute("DROP TABLE resources")


def _small(told_apart: int) -> str:
    ranked = (
        "SELECT *, row_number() OVER (PARTITION BY month, currency ORDER BY cost DESC,"
        " service, account, usage_type, resource) AS turn FROM resources"
    )
    return (
        f"SELECT * FROM ({ranked}) QUALIFY"
        f" row_number() OVER (PARTITION BY month ORDER BY turn, currency) > {told_apart}"
    )
