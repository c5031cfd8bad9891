"""Which module says a format's lines in FOCUS 1.2, by the format's name."""

from collections.abc import Callable
from typing import Final

from costgov.collectors.billing.columns import Columns
from costgov.collectors.billing.focus_export import of_azure, of_cur, of_focus
from costgov.collectors.billing.focus_export.values import FocusRow
from costgov.collectors.billing.format import Charge
from costgov.collectors.billing.formats import azure_ea, cur2, cur_legacy, focus

ROWS: Final[dict[str, Callable[[Columns, Charge], FocusRow]]] = {
    focus.SPEC.name: of_focus.row,
    cur2.SPEC.name: of_cur.of_cur2,
    cur_legacy.SPEC.name: of_cur.of_legacy,
    azure_ea.SPEC.name: of_azure.row,
}
