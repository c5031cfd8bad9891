"""The page that lists a month's reports, and its links."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from costgov.domain.period import Month
from costgov.domain.reports import ReportEntry
from costgov.pipeline.reporting.rendering import environment


@dataclass(frozen=True, slots=True)
class Console:
    """The AWS console's page of an object.

    The console opens a stored page by a signed address of that object alone, so relative links on
    it lead nowhere there; a link to the console's own page of the next object does work.
    """

    bucket: str
    region: str

    @classmethod
    def of(cls, stage: str, bucket: str, region: str) -> "Console | None":
        """The console of a stage; a laptop has none."""
        return None if stage == "local" else cls(bucket, region)

    def link(self, key: str) -> str:
        """Where the console shows an object of the bucket."""
        query = urlencode({"region": self.region, "prefix": key})
        return f"https://{console_host(self.region)}/s3/object/{quote(self.bucket)}?{query}"


def console_host(region: str) -> str:
    """The AWS console of a region's partition.

    >>> console_host("eu-central-1"), console_host("cn-north-1")
    ('console.aws.amazon.com', 'console.amazonaws.cn')
    """
    partitions = {"cn": "console.amazonaws.cn", "us-gov": "console.amazonaws-us-gov.com"}
    area = region.rpartition("-")[0].rpartition("-")[0]
    return partitions.get(area, "console.aws.amazon.com")


def index_key(month: Month) -> str:
    """Where a month's list is stored."""
    return f"daily/{month}/index.html"


def render_month(month: Month, entries: Sequence[ReportEntry], console: Console | None) -> str:
    """The list of a month's reports, the newest first; `console` adds the console's links."""
    newest_first = sorted(entries, key=lambda entry: entry.as_of, reverse=True)
    template = environment().get_template("month.html")
    return template.render(month=month, entries=newest_first, console=console)
