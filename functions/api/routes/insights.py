"""What the analysis makes of it."""

from functions.api.resource import Resource

router = Resource("insights")
router.read("/v1/forecast", "costgov.pipeline.queries.forecasts:cost_forecast", sight="filtered")
router.read("/v1/accuracy", "costgov.pipeline.queries.accuracy:accuracy")
router.read("/v1/accuracy/series", "costgov.pipeline.queries.accuracy:accuracy_by_series")
router.read("/v1/accuracy/forecasts", "costgov.pipeline.queries.past_forecasts:past_forecasts")
router.read("/v1/accuracy/month-ends", "costgov.pipeline.queries.past_forecasts:month_ends")
router.read("/v1/anomalies", "costgov.pipeline.queries.anomalies:cost_anomalies", sight="filtered")
router.write(
    "/v1/anomalies/{id}/feedback",
    "costgov.pipeline.commands.feedback:give_feedback",
    sight="filtered",
)
