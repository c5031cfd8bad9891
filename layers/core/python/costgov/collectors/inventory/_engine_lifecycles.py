"""How long AWS supports the major versions of database engines, as RDS itself tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory.contract import Item, as_json
from costgov.errors import SourceError
from costgov.gateways.inventory_ports import Reader

DESCRIBE_ENGINES: Final = "rds:DescribeDBMajorEngineVersions"
_LIFECYCLES: Final = "SupportedEngineLifecycles"


@dataclass(frozen=True, slots=True)
class Lifecycles:
    """Lifecycles by engine and major version; `denied` says why there are none."""

    by_engine: Mapping[str, Mapping[str, JsonValue]]
    denied: str = ""

    @classmethod
    def read(cls, reader: Reader) -> "Lifecycles":
        """Those of every engine; a refusal is kept, for databases are worth listing without."""
        found: dict[str, dict[str, JsonValue]] = {}
        try:
            for version in reader.each(DESCRIBE_ENGINES, "DBMajorEngineVersions"):
                if told := version.get(_LIFECYCLES):
                    engine = found.setdefault(version["Engine"], {})
                    engine[version["MajorEngineVersion"]] = as_json(told)
        except SourceError as error:
            return cls({}, denied=error.reason)
        return cls(found)

    def of(self, database: Item) -> dict[str, JsonValue]:
        """What a database's attributes say of its version's support."""
        if self.denied:
            return {f"{_LIFECYCLES}Denied": self.denied}
        versions = self.by_engine.get(str(database.get("Engine")), {})
        major = major_version(str(database.get("EngineVersion", "")), tuple(versions))
        if major is None:
            return {}
        return {"MajorEngineVersion": major, _LIFECYCLES: versions[major]}


def major_version(version: str, majors: Sequence[str]) -> str | None:
    """The longest of the major versions that a version belongs to.

    >>> major_version("8.0.mysql_aurora.3.05.2", ["5.7", "8.0"])
    '8.0'
    """
    fitting = [one for one in majors if version == one or version.startswith(f"{one}.")]
    return max(fitting, key=len, default=None)
