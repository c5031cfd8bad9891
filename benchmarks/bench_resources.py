"""Time and memory of collecting one account and region with thousands of instances.

`python -m benchmarks.bench_resources [instances]`: the stand-in answers from a process of its own;
the figures are those of the collecting process alone, beside what a Lambda of 512 MB may use.
"""

import multiprocessing
import os
import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection

from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_inventory import AwsInventory
from costgov.gateways.aws_listing import AwsListings
from costgov.gateways.aws_session import clients_at
from costgov.pipeline.collect_resources import CollectResources, TargetEvent

from cli.local.standin import StandIn
from cli.local.synthetic import build_organisation
from tests.fakes.stores import InMemoryDocumentStore, InMemoryObjectStore

HOME, REGION = "111122223333", "us-east-1"
MEMORY_MB, SECONDS = 512, 900
# A Lambda of 1,769 MB has one processor; one of 512 MB its share of it.
SHARE = MEMORY_MB / 1769


def serve(instances: int, pipe: Connection) -> None:
    """Answer for so many instances with memory metrics, until the pipe is closed."""
    organisation = build_organisation()
    model = next(one for one in organisation.instances if one.agent == "full")
    model = replace(model, account_id=HOME, region=REGION, stopped=None, terminated=None)
    fleet = tuple(
        replace(model, id=f"i-{number:017x}", name=f"web-{number}") for number in range(instances)
    )
    with StandIn(replace(organisation, instances=fleet)) as standin:
        pipe.send(standin.url)
        pipe.recv()


def collect(url: str) -> str:
    """Collect as the function does; returns what the step says."""
    estate = clients_at(url)
    sessions = MemberSessions(estate("sts", REGION, None), HOME, "reader")
    service = CollectResources(
        inventory=AwsInventory(sessions, estate),
        listings=AwsListings(sessions, estate),
        # Instances are what there are thousands of.
        sources=(),
        results=InMemoryDocumentStore(),
        control=InMemoryDocumentStore(),
        evidence=InMemoryObjectStore(),
        lookback_days=14,
        clock=lambda: datetime.now(UTC),
        # Four months come as few points for us, but the stand-in makes each from its minutes.
        history=timedelta(days=28),
    )
    event = TargetEvent(run_id="daily", as_of=date(2026, 10, 20), account_id=HOME, region=REGION)
    record = service.run(event, timedelta(hours=2))
    return f"{record.got} of {record.expected}: {'; '.join(record.notes)}"


def peak_mb() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(instances: int) -> None:
    """Print what collecting takes."""
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "testing")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "testing")
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(instances, theirs), daemon=True)
    server.start()
    url = ours.recv()
    before, begun, used = peak_mb(), time.perf_counter(), time.process_time()
    print(collect(url))
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    ours.send("done")
    server.join()
    print(f"memory     {peak_mb():7.0f} MB of {MEMORY_MB} ({before:.0f} MB before it began)")
    print(f"processor  {processor:7.0f} s here, {processor / SHARE:.0f} s at {MEMORY_MB} MB")
    print(f"elapsed    {seconds:7.0f} s here, with the stand-in's own work; limit {SECONDS} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
