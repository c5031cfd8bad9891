"""AWS Backup: plans with their rules, vaults with what they keep for ever."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory._per_item import Setting, refused
from costgov.collectors.inventory.contract import Item, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.errors import SourceError
from costgov.gateways.inventory_ports import Reader

PLAN: Final = "AWS::Backup::BackupPlan"
VAULT: Final = "AWS::Backup::BackupVault"
_PLANS: Final = "backup:ListBackupPlans"
_VAULTS: Final = "backup:ListBackupVaults"
_POINTS: Final = "backup:ListRecoveryPointsByBackupVault"
_RULES: Final = Setting(
    "Rules",
    "backup:GetBackupPlan",
    lambda it: [kept(rule, "RuleName", "Lifecycle") for rule in it["BackupPlan"].get("Rules", ())],
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for plan in reader.each(_PLANS, "BackupPlansList"):
        name = plan["BackupPlanId"]
        yield place.resource(
            PLAN,
            name,
            plan["BackupPlanArn"],
            created=plan.get("CreationDate"),
            attributes=kept(plan, "BackupPlanName") | _RULES.read(reader, BackupPlanId=name),
        )
    for vault in reader.each(_VAULTS, "BackupVaultList"):
        name = vault["BackupVaultName"]
        try:
            points = list(reader.each(_POINTS, "RecoveryPoints", BackupVaultName=name))
            told: dict[str, JsonValue] = {"KeptForever": _kept_for_ever(points)}
        except SourceError as error:
            told = {"KeptForeverDenied": refused(error)}
        yield place.resource(
            VAULT, name, vault["BackupVaultArn"], created=vault.get("CreationDate"), attributes=told
        )


def _kept_for_ever(points: Iterable[Item]) -> JsonValue:
    """Points that nothing deletes: how many and how many bytes, by resource type and day made."""
    found: defaultdict[str, dict[str, JsonValue]] = defaultdict(dict)
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in points:
        if one.get("Status") != "COMPLETED" or _is_deleted_some_day(one):
            continue
        total = sums[one["ResourceType"], one["CreationDate"].date().isoformat()]
        total[0] += 1
        total[1] += one.get("BackupSizeInBytes", 0)
    for (resource_type, day), (count, size) in sums.items():
        found[resource_type][day] = {"Count": count, "Bytes": size}
    return {**found}


def _is_deleted_some_day(point: Item) -> bool:
    # -1 days is how a plan says "never".
    days = (point.get("Lifecycle") or {}).get("DeleteAfterDays", -1)
    return days > 0 or "DeleteAt" in (point.get("CalculatedLifecycle") or {})


SOURCE: Final = Source(
    name="backup",
    kinds=(PLAN, VAULT),
    calls=(_PLANS, _RULES.call, _VAULTS, _POINTS),
    fetch=_fetch,
)
