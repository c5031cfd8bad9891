"""S3: storage by class, requests, retrieval, transitions, monitoring."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_S3: Final = "AmazonS3"
_BUCKET: Final = ("AWS::S3::Bucket",)
_STORAGE: Final = {
    "STANDARD": "TimedStorage-ByteHrs",
    "STANDARD_IA": "TimedStorage-SIA-ByteHrs",
    "ONEZONE_IA": "TimedStorage-ZIA-ByteHrs",
    "GLACIER_IR": "TimedStorage-GIR-ByteHrs",
    "GLACIER": "TimedStorage-GlacierByteHrs",
    "DEEP_ARCHIVE": "TimedStorage-GDA-ByteHrs",
    "REDUCED_REDUNDANCY": "TimedStorage-RRS-ByteHrs",
    "INT_FREQUENT": "TimedStorage-INT-FA-ByteHrs",
    "INT_INFREQUENT": "TimedStorage-INT-IA-ByteHrs",
    "INT_ARCHIVE_INSTANT": "TimedStorage-INT-AIA-ByteHrs",
    "INT_ARCHIVE": "TimedStorage-INT-AA-ByteHrs",
    "INT_DEEP_ARCHIVE": "TimedStorage-INT-DAA-ByteHrs",
}
_GETS: Final = {
    "STANDARD": "Requests-Tier2",
    "STANDARD_IA": "Requests-SIA-Tier2",
    "GLACIER_IR": "Requests-GIR-Tier2",
}
# The bill tells transitions apart by their operation.
_TRANSITIONS: Final = {
    "STANDARD_IA": ("Requests-Tier4", "S3-SIATransition"),
    "GLACIER_IR": ("Requests-Tier4", "S3-GIRTransition"),
    "INTELLIGENT_TIERING": ("Requests-Tier4", "S3-INTTransition"),
    "DEEP_ARCHIVE": ("Requests-Tier3", "S3-GDATransition"),
}

RULES: Final = (
    *(
        PriceRule(
            f"s3.storage/{name}", _S3, {"productFamily": "Storage"}, "GB-Mo", usage, kinds=_BUCKET
        )
        for name, usage in _STORAGE.items()
    ),
    *(
        PriceRule(
            f"s3.get/{name}",
            _S3,
            {"productFamily": "API Request"},
            "Requests",
            usage,
            kinds=_BUCKET,
        )
        for name, usage in _GETS.items()
    ),
    *(
        PriceRule(
            f"s3.transition/{name}", _S3, {"operation": operation}, "Requests", usage, kinds=_BUCKET
        )
        for name, (usage, operation) in _TRANSITIONS.items()
    ),
    PriceRule("s3.retrieval/STANDARD_IA", _S3, {}, "GB", "Retrieval-SIA", kinds=_BUCKET),
    PriceRule("s3.retrieval/GLACIER_IR", _S3, {}, "GB", "Retrieval-GIR", kinds=_BUCKET),
    PriceRule(
        "s3.monitoring/INTELLIGENT_TIERING",
        _S3,
        {},
        "Objects",
        "Monitoring-Automation-INT",
        kinds=_BUCKET,
    ),
)
