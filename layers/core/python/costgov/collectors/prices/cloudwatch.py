"""CloudWatch: logs taken in and stored, alarms, dashboards, custom metrics."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_CLOUDWATCH: Final = "AmazonCloudWatch"
_GROUP: Final = ("AWS::Logs::LogGroup",)
_ALARM: Final = ("AWS::CloudWatch::Alarm",)

RULES: Final = (
    PriceRule(
        "logs.ingestion",
        _CLOUDWATCH,
        {"productFamily": "Data Payload"},
        "GB",
        "DataProcessing-Bytes",
        kinds=_GROUP,
    ),
    PriceRule(
        "logs.ingestion-infrequent",
        _CLOUDWATCH,
        {"productFamily": "Data Payload"},
        "GB",
        "DataProcessingIA-Bytes",
        kinds=_GROUP,
    ),
    PriceRule(
        "logs.storage",
        _CLOUDWATCH,
        {"productFamily": "Storage Snapshot"},
        "GB-Mo",
        "TimedStorage-ByteHrs",
        kinds=_GROUP,
    ),
    PriceRule(
        "cloudwatch.alarm/standard", _CLOUDWATCH, {}, "Alarms", "CW:AlarmMonitorUsage", kinds=_ALARM
    ),
    PriceRule(
        "cloudwatch.alarm/high-resolution",
        _CLOUDWATCH,
        {},
        "Alarms",
        "CW:HighResAlarmMonitorUsage",
        kinds=_ALARM,
    ),
    PriceRule(
        "cloudwatch.custom-metric",
        _CLOUDWATCH,
        {"productFamily": "Metric"},
        "Metrics",
        "CW:MetricMonitorUsage",
        kinds=("AWS::Logs::MetricFilter", "AWS::EC2::Instance"),
    ),
    # Dashboards are of no region.
    PriceRule(
        "cloudwatch.dashboard",
        _CLOUDWATCH,
        {"productFamily": "Dashboard"},
        "Dashboards",
        "DashboardsUsageHour(-Basic)?",
        region_attribute="",
        kinds=("AWS::CloudWatch::Dashboard",),
    ),
)
