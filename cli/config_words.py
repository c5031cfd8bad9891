"""How the settings of advice are told where a push shows what it changes."""

from costgov.domain.access import Access
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.backlog.policy import AdvicePolicy, CheckPolicy
from costgov.domain.host_advice import HostPlan

from cli.config_kept import line_by_line


def checks_words(policy: CheckPolicy) -> str:
    """Thresholds of one's own, and what is switched off."""
    own = [
        f"{check}.{name} = {value}"
        for check, figures in policy.thresholds.items()
        for name, value in figures.items()
    ]
    off = [f"{name} off" for name in policy.disabled]
    return f"checks: {', '.join([*own, *off])}"


def advice_words(policy: AdvicePolicy) -> str:
    """The policy, owners and what work costs."""
    hours = policy.effort_hours
    return (
        f"recommendations: {policy.rightsizing}, owners by {', '.join(policy.owner_tags)}, "
        f"{policy.hourly_rate} an hour, {hours.low}/{hours.medium}/{hours.high} hours"
    )


def host_words(host: HostPlan) -> str:
    """A host's size and what measures it."""
    of = f"{host.vcpus} vCPU and {host.memory_gb} GB in {host.account}"
    return f"host {host.name}: {of}, by {', '.join(host.measures)}"


def alerts_words(policy: AlertPolicy) -> str:
    """How many ways lead where."""
    channels = ", ".join(channel.name for channel in policy.channels) or "none of its own"
    return (
        f"alerts: channels {channels}; {len(policy.teams)} teams, {len(policy.routes)} routes, "
        f"digest at {policy.digest_hour}:00"
    )


def alerts_change(before: AlertPolicy, after: AlertPolicy) -> str:
    """The same line by line."""
    return "\n".join([alerts_words(after), *line_by_line(before, after)])


def access_words(access: Access) -> str:
    """Who is granted something."""
    return (
        f"access: {len(access.iam)} IAM grants (others: {access.iam_default}), "
        f"{len(access.groups)} groups, Slack: {access.slack}"
    )


def access_change(before: Access, after: Access) -> str:
    """The same line by line."""
    return "\n".join([access_words(after), *line_by_line(before, after)])
