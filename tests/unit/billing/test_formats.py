"""Formats are found in one place, and no file is of two of them."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from costgov.collectors.billing import formats
from costgov.collectors.billing.columns import Columns
from costgov.collectors.billing.format import BillingFormat
from costgov.collectors.billing.formats import FORMATS


def test_every_module_of_the_folder_is_listed() -> None:
    specs = [
        import_module(f"{formats.__name__}.{module.name}").SPEC
        for module in iter_modules(formats.__path__)
    ]

    assert sorted(spec.name for spec in specs) == sorted(known.name for known in FORMATS)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_a_format_recognises_what_it_needs_and_no_other_does(known: BillingFormat) -> None:
    names = [need.names[0] for need in known.needed]
    columns = Columns.of(names, ["VARCHAR"] * len(names), nulls_read=True)

    assert [one.name for one in FORMATS if one.matches(columns)] == [known.name]
    known.check(columns)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_a_format_reads_a_file_that_has_only_what_it_needs(known: BillingFormat) -> None:
    names = [need.names[0] for need in known.needed]
    columns = Columns.of(names, ["VARCHAR"] * len(names), nulls_read=True)

    charge = known.charge(columns, ("team",))

    assert charge.day.endswith("_day")
    assert len(charge.tags) == 1
    assert {check.column for check in columns.checks} <= set(names)
