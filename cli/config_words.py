"""How the settings of advice are told where a push shows what it changes."""

from costgov.domain.backlog.policy import AdvicePolicy, CheckPolicy
from costgov.domain.host_advice import HostPlan


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
