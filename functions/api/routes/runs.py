"""What the pipeline did."""

from functions.api.resource import Resource

router = Resource("runs")
router.read("/v1/runs", "costgov.pipeline.queries.runs:list_runs")
router.read("/v1/runs/{run_id}", "costgov.pipeline.queries.runs:run_detail")
router.read("/v1/imports", "costgov.pipeline.queries.runs:list_imports")
