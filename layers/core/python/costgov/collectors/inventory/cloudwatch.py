"""CloudWatch alarms, and which of them composite alarms are made of."""

import re
from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

ALARM: Final = "AWS::CloudWatch::Alarm"
_DESCRIBE: Final = "cloudwatch:DescribeAlarms"
# ALARM("disk full") AND NOT OK(arn:aws:cloudwatch:…): by name or by ARN.
_PART: Final = re.compile(r"""(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*["']?([^"')]+?)["']?\s*\)""")


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "cloudwatch:alarm")
    composites = reader.each(_DESCRIBE, "CompositeAlarms", AlarmTypes=["CompositeAlarm"])
    parts = {name for one in composites for name in _PART.findall(one.get("AlarmRule", ""))}
    for alarm in reader.each(_DESCRIBE, "MetricAlarms", AlarmTypes=["MetricAlarm"]):
        yield place.resource(
            ALARM,
            alarm["AlarmName"],
            alarm["AlarmArn"],
            state=alarm.get("StateValue", "OK"),
            tags=tags.get(alarm["AlarmArn"]),
            attributes=kept(
                alarm,
                *("StateUpdatedTimestamp", "ActionsEnabled", "AlarmActions", "OKActions"),
                *("InsufficientDataActions", "Namespace", "MetricName", "Dimensions"),
                *("Period", "Metrics", "StateTransitionedTimestamp"),
            )
            | {"IsPartOfComposite": not parts.isdisjoint((alarm["AlarmName"], alarm["AlarmArn"]))},
        )


SOURCE: Final = Source(name="cloudwatch", kinds=(ALARM,), calls=(_DESCRIBE, TAGGED), fetch=_fetch)
