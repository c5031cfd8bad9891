"""Who may do what, and who did."""

from costgov.domain.access import Role

from functions.api.resource import Resource

_QUERIES = "costgov.pipeline.queries"

router = Resource("access")
router.read("/v1/me", f"{_QUERIES}.me:me", sight="open")
router.read("/v1/audit", f"{_QUERIES}.audit:audit_trail", role=Role.ADMIN)
