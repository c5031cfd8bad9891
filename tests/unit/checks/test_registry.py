"""Every check and every inventory source says what it is, what it needs, and is tested."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name
from costgov.checks.contract import Check
from costgov.checks.registry import registry
from costgov.collectors import ec2
from costgov.collectors.inventory import registry as inventory_registry
from costgov.collectors.inventory.contract import ONE_HOUR, MetricSpec, Source
from costgov.collectors.inventory.registry import sources
from costgov.collectors.spec import CollectorSpec
from costgov.domain.hosts import HOST
from costgov.domain.resources import INSTANCE

HERE = Path(__file__).parent
INVENTORY_TESTS = HERE.parent / "collectors" / "inventory"
STORIES = ("test_none", "test_pass", "test_fail", "test_unknown")
SESSION = botocore.session.get_session()
# Instances are read by a collector of their own, two weeks of hours at least.
OF_INSTANCES = ("CPUUtilization", "mem_used_percent", "NetworkOut")
# A Prometheus lists them, over as many days, and no permission of AWS has to do with it.
OUTSIDE_AWS = {HOST}


def _spec(name: str) -> MetricSpec:
    return MetricSpec(INSTANCE, "", name, "", lambda _: None, days=14, period_seconds=ONE_HOUR)


def specs_of_metrics() -> Mapping[str, Mapping[str, list[MetricSpec]]]:
    """What is read of each kind, by the name of the digest."""
    found: defaultdict[str, defaultdict[str, list[MetricSpec]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for name in OF_INSTANCES:
        found[INSTANCE][name].append(_spec(name))
    for source in sources():
        for spec in source.metrics:
            found[spec.kind][spec.digest_name].append(spec)
    return found


def specs_of(kind: str) -> Iterator[CollectorSpec]:
    """The collectors that list a kind."""
    if kind == INSTANCE:
        yield ec2.SPEC
    yield from (source.spec for source in sources() if kind in source.kinds)


def actions_of(specs: Iterator[CollectorSpec]) -> set[str]:
    return {action for spec in specs for one in spec.iam_actions for action in one.actions}


METRICS = specs_of_metrics()
DECLARED = actions_of(iter([ec2.SPEC, *(source.spec for source in sources())]))
EVERY_CHECK = pytest.mark.parametrize("check", registry(), ids=lambda check: check.meta.id)
EVERY_SOURCE = pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)


def test_there_are_as_many_checks_as_anybody_has() -> None:
    assert len(registry()) >= 110


@EVERY_CHECK
def test_a_check_says_what_it_is(check: Check) -> None:
    meta = check.meta
    assert 0 < len(meta.title) <= 70
    assert not meta.title.endswith(".")
    assert meta.why.endswith(".")
    assert ". " not in meta.why
    assert meta.docs.startswith("https://")
    assert " " not in meta.docs
    assert meta.kinds
    assert meta.id.count("_") >= 2
    for name, threshold in meta.thresholds.items():
        assert name.isidentifier()
        assert threshold.unit
        assert threshold.meaning


@EVERY_CHECK
def test_a_check_judges_what_a_source_lists(check: Check) -> None:
    for kind in set(check.meta.kinds) - OUTSIDE_AWS:
        assert list(specs_of(kind)), f"no source lists {kind}"


@EVERY_CHECK
def test_a_checks_evidence_may_be_read(check: Check) -> None:
    meta = check.meta
    if OUTSIDE_AWS.issuperset(meta.kinds):
        assert not meta.iam
        return
    own = set[str]().union(*(actions_of(specs_of(kind)) for kind in meta.kinds))
    assert len(set(meta.iam)) == len(meta.iam)
    # Others tell who uses it (an instance its image): all may be read, and some of its own must.
    assert set(meta.iam) <= DECLARED
    assert set(meta.iam) & own


@EVERY_CHECK
def test_a_checks_metrics_are_read_for_long_enough(check: Check) -> None:
    meta = check.meta
    assert bool(meta.metrics) == bool(meta.window_days)
    for name in meta.metrics:
        own = [spec for kind in meta.kinds for spec in METRICS.get(kind, {}).get(name, ())]
        # A cluster is judged by the metrics of its instances, for example.
        read = own or [spec for by_name in METRICS.values() for spec in by_name.get(name, ())]
        assert read, f"no source reads {name}"
        assert all(spec.days >= meta.window_days for spec in read)


@EVERY_CHECK
def test_a_check_has_a_story_for_each_outcome(check: Check) -> None:
    stories = assertions(HERE / f"test_{check.meta.id}.py")
    for story in STORIES:
        told = [asserts for name, asserts in stories.items() if name.startswith(story)]
        assert told, f"no {story}"
        assert all(told), f"{story} asserts nothing"


@EVERY_SOURCE
def test_a_source_says_what_it_calls(source: Source) -> None:
    assert source.calls
    assert source.kinds
    assert len(set(source.calls)) == len(source.calls)
    for call in source.calls:
        service, _, operation = call.partition(":")
        model = SESSION.get_service_model(service)
        assert operation in model.operation_names, f"{service} has no {operation}"
        assert xform_name(operation).startswith(("describe_", "list_", "get_", "search_"))
    # Instances are listed by a collector of their own.
    assert {spec.kind for spec in source.metrics} <= {*source.kinds, INSTANCE}


def test_no_two_sources_list_a_kind() -> None:
    kinds = [kind for source in sources() for kind in source.kinds]
    assert len(kinds) == len(set(kinds))


def test_no_digest_is_made_of_two_metrics() -> None:
    for by_name in METRICS.values():
        for name, specs in by_name.items():
            periods = {(spec.period_seconds, spec.days) for spec in specs}
            assert len(specs) == 1, f"{name} is read {len(specs)} times, as {periods}"


@pytest.mark.parametrize("action", sorted(DECLARED))
def test_an_action_is_of_a_service_that_exists(action: str) -> None:
    assert action.partition(":")[0] in iam_prefixes()


def test_every_source_has_tests() -> None:
    folder = Path(inventory_registry.__file__).parent
    modules = [path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")]
    for module in set(modules) - {"contract", "registry"}:
        stories = assertions(INVENTORY_TESTS / f"test_{module}.py")
        assert any(stories.values()), f"{module} has no tests"


def assertions(path: Path) -> dict[str, int]:
    """How many things each test of a module asserts."""
    assert path.is_file(), f"{path.name} is missing"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name: sum(map(asserts, ast.walk(node)))
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def asserts(node: ast.AST) -> bool:
    """An assert, or a call of what asserts that a verdict is a finding or UNKNOWN."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"failed", "unknown"}
    return isinstance(node, ast.Assert)


def iam_prefixes() -> set[str]:
    """What botocore knows services by: their names, endpoints and signing names."""
    found: set[str] = {"tag", "es", "states", "rds"}
    called = {call.partition(":")[0] for source in sources() for call in source.calls}
    # Services of which other services' calls ask a permission.
    further = {one.partition(":")[0] for source in sources() for one in source.extra_actions}
    for service in called | further & {*SESSION.get_available_services()}:
        model = SESSION.get_service_model(service)
        found |= {service, model.endpoint_prefix, model.signing_name}
    return found | {"ec2", "cloudwatch", "sts"}
