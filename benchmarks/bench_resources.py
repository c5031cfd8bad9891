"""Time and memory of collecting one account and region with thousands of instances and volumes.

`python -m benchmarks.bench_resources [instances]`: all sources are on, and everything is due, as on
the first day; on others a seventh is. The stand-in answers from a process of its own; the figures
are those of the collecting process alone, beside what the Lambda may use.
"""

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_inventory import AwsInventory
from costgov.gateways.aws_listing import AwsListings
from costgov.gateways.aws_session import clients_at
from costgov.pipeline.collect_resources import CollectResources, TargetEvent

from cli.local.standin import StandIn
from cli.local.synthetic import build_organisation
from cli.local.synthetic.estate.model import Listed, Measured
from tests.fakes.stores import InMemoryDocumentStore, InMemoryObjectStore

HOME, ACCOUNT, REGION = "111122223333", "management", "us-east-1"
MEMORY_MB, SECONDS = 1024, 900
# A Lambda of 1,769 MB has one processor; a smaller one its share of it.
SHARE = MEMORY_MB / 1769


def serve(instances: int, pipe: Connection) -> None:
    """Answer for so many instances with memory metrics, until the pipe is closed."""
    organisation = build_organisation()
    model = next(one for one in organisation.instances if one.agent == "full")
    model = replace(model, account_id=HOME, region=REGION, stopped=None, terminated=None)
    fleet = tuple(
        replace(model, id=f"i-{number:017x}", name=f"web-{number}") for number in range(instances)
    )
    told = organisation.estate
    volumes = Listed("ec2", "DescribeVolumes", ACCOUNT, REGION, [*_volumes(instances)], page=500)
    estate = replace(
        told,
        listed=(*told.listed, volumes),
        measured=(*told.measured, *_measured(one["VolumeId"] for one in volumes.items)),
    )
    with StandIn(replace(organisation, instances=fleet, estate=estate)) as standin:
        pipe.send(standin.url)
        pipe.recv()


def _volumes(instances: int) -> Iterator[dict[str, Any]]:
    """Every instance has its disk, and every second one more."""
    for number in range(instances * 3 // 2):
        yield {
            "VolumeId": f"vol-{number:017x}",
            "State": "in-use",
            "CreateTime": datetime(2026, 1, 5, tzinfo=UTC),
            "VolumeType": "gp3",
            "Size": 100,
            "Iops": 3000,
            "Throughput": 125,
            "Attachments": [
                {"InstanceId": f"i-{number % instances:017x}", "DeleteOnTermination": True}
            ],
        }


def _measured(volumes: Iterable[str]) -> Iterator[Measured]:
    """Operations and bytes by the hour."""
    for name in volumes:
        for metric in ("VolumeReadOps", "VolumeWriteOps", "VolumeReadBytes", "VolumeWriteBytes"):
            dimensions = {"VolumeId": name}
            yield Measured(
                "AWS/EBS", metric, dimensions, ACCOUNT, REGION, level=90_000, noise=0.1, every=3600
            )


def collect(url: str) -> str:
    """Collect as the function does; returns what the step says."""
    estate = clients_at(url)
    sessions = MemberSessions(estate("sts", REGION, None), HOME, "reader")
    service = CollectResources(
        inventory=AwsInventory(sessions, estate),
        listings=AwsListings(sessions, estate),
        results=InMemoryDocumentStore(),
        control=InMemoryDocumentStore(),
        evidence=InMemoryObjectStore(),
        lookback_days=14,
        clock=lambda: datetime.now(UTC),
        # Four months come as few points for us, but the stand-in makes each from its minutes.
        history=timedelta(days=28),
    )
    event = TargetEvent(
        run_id="daily",
        as_of=date(2026, 10, 20),
        account_id=HOME,
        region=REGION,
        is_first=True,
    )
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
