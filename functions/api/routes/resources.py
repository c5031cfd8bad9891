"""Whose accounts they are, and what is running in them."""

from functions.api.resource import Resource

router = Resource("resources")
router.read("/v1/accounts", "costgov.pipeline.queries.accounts:list_accounts", sight="filtered")
router.read("/v1/resources", "costgov.pipeline.queries.resources:list_resources", sight="filtered")
router.read("/v1/load", "costgov.pipeline.queries.load:load_predictions", sight="filtered")
