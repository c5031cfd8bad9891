"""Alerts, what people decide on them, and the channels they go to."""

from functions.api.resource import Resource

_ALERTS = "costgov.pipeline.queries.alerts"
_DECISIONS = "costgov.pipeline.commands.alerts"

router = Resource("alerts")
router.read("/v1/alerts", f"{_ALERTS}:list_alerts", sight="filtered")
router.read("/v1/alerts/{id}", f"{_ALERTS}:show_alert", sight="filtered")
for _decision in ("acknowledge", "snooze", "plan", "reopen"):
    router.write(
        f"/v1/alerts/{{id}}/{_decision}",
        f"{_DECISIONS}:{_decision}_alert",
        sight="filtered",
        wakes=True,
    )
router.write(
    "/v1/events/alertmanager", "costgov.pipeline.commands.events:take_alertmanager", wakes=True
)
router.read("/v1/channels", "costgov.pipeline.queries.channels:list_channels")
router.write(
    "/v1/channels/{name}/test", "costgov.pipeline.commands.channels:send_channel_test", wakes=True
)
