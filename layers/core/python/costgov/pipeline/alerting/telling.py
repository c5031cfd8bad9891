"""From signals to news on its way: whoever has found something tells it here."""

from dataclasses import dataclass
from datetime import datetime

from costgov.domain.alerting.alert import Alert
from costgov.domain.alerting.channels import AlertPolicy
from costgov.gateways.alert_ports import Wake
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.life import Findings, advance
from costgov.pipeline.alerting.outbox import queue
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.alerting.routing import policy_of


@dataclass(frozen=True, slots=True)
class Teller:
    """Alerts as they are stored, how they are routed, and who takes what is new away."""

    control: DocumentStore
    policy: AlertPolicy
    wake: Wake

    @classmethod
    def of(cls, control: DocumentStore, wake: Wake) -> "Teller":
        """With the policy that is in force."""
        return cls(control, policy_of(control), wake)

    def open_alerts(self) -> list[Alert]:
        """Every alert whose cause was there when it was last judged."""
        return [alert for alert in open_alerts(self.control).all() if alert.is_open]

    def tell(self, findings: Findings, now: datetime) -> int:
        """Let alerts take their course, and put what is new on its way; how many items that is.

        Also what an earlier caller left with its alerts is taken along.

        Raises:
            StoreError: a store refused; doing it again loses nothing and tells nothing twice.
        """
        queued = queue(
            self.control, advance(self.control, findings, self.policy, now), self.policy, now
        )
        if queued:
            self.wake.wake()
        return queued
