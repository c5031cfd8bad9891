"""How the settings of advice are told where a push shows what it changes."""

from collections.abc import Sequence

from costgov.domain.access import Access
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.backlog.policy import AdvicePolicy, CheckPolicy
from costgov.domain.host_advice import HostPlan
from costgov.pipeline.alerting.rule_records import StoredRule

from cli.config_kept import line_by_line, plain


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


def rule_words(stored: StoredRule) -> str:
    """What a rule says otherwise than its kind does by default."""
    rule, own = stored.root, _own(stored)
    said = ", ".join(f"{name} {value}" for name, value in own.items() if name != "enabled")
    off = "" if rule.enabled else ", switched off"
    return f"rule {rule.name} ({rule.kind}): {said or 'as built in'}{off}"


def rules_written(rules: Sequence[StoredRule]) -> object:
    """Rules as the file writes them: the kind first, though it is a default of its own."""
    return [{"kind": one.root.kind, "name": one.root.name, **_own(one)} for one in rules]


def _own(stored: StoredRule) -> dict[str, object]:
    return {name: value for name, value in plain(stored).items() if name not in {"kind", "name"}}
