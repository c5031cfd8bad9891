"""What receives on the laptop: Slack, PagerDuty, a webhook, e-mail and an OIDC issuer.

Nothing here leaves the machine. What was sent is kept with its instant and can be looked at.
"""

from cli.local.receiver.faults import Fault
from cli.local.receiver.issuer import Issuer
from cli.local.receiver.mailbox import Post
from cli.local.receiver.server import Receiver

__all__ = ["Fault", "Issuer", "Post", "Receiver"]
