"""What the analysis makes of it."""

from costgov.pipeline.queries.anomalies import cost_anomalies
from costgov.pipeline.queries.forecasts import cost_forecast

from functions.api.resource import Resource

router = Resource("insights")
router.read("/v1/forecast", cost_forecast)
router.read("/v1/anomalies", cost_anomalies)
