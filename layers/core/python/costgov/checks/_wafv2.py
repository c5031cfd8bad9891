"""What a web ACL is charged for whether or not anything passes it."""

from decimal import Decimal

from costgov.checks._structures import structures
from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource


def web_acl_lines(web_acl: Resource, look: Look) -> tuple[Line, ...]:
    """The web ACL and its rules; a managed rule group counts as one rule. Raises NotKnown."""
    rules = len(structures(web_acl, look, "Rules"))
    more = (Line("wafv2.rule", Decimal(rules)),) if rules else ()
    return (Line("wafv2.web-acl", Decimal(1)), *more)
