"""Whose accounts they are, and what is running in them."""

from costgov.pipeline.queries.accounts import list_accounts
from costgov.pipeline.queries.resources import list_resources

from functions.api.resource import Resource

router = Resource("resources")
router.read("/v1/accounts", list_accounts)
router.read("/v1/resources", list_resources)
