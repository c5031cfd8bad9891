"""S3 Storage Lens: which dashboards there are, and whether they are on."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

LENS: Final = "AWS::S3::StorageLens"
_LIST: Final = "s3control:ListStorageLensConfigurations"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """Every region tells those of the account; each is kept once, in its home region."""
    for lens in reader.each(_LIST, "StorageLensConfigurationList", AccountId=place.account_id):
        if lens["HomeRegion"] == place.region:
            yield place.resource(
                LENS,
                lens["Id"],
                lens["StorageLensArn"],
                # S3 leaves the field out where it is false.
                attributes={"IsEnabled": False} | kept(lens, "IsEnabled"),
            )


SOURCE: Final = Source(name="storage_lens", kinds=(LENS,), calls=(_LIST,), fetch=_fetch)
