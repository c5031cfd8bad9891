"""What the pipeline did."""

from costgov.pipeline.queries.runs import list_imports, list_runs, run_detail

from functions.api.resource import Resource

router = Resource("runs")
router.read("/v1/runs", list_runs)
router.read("/v1/runs/{run_id}", run_detail)
router.read("/v1/imports", list_imports)
