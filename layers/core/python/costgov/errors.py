"""Every error the product raises on purpose.

CostGovError
├── ConfigurationError      costgov.yaml does not say something usable (file, line, field)
├── SettingsError           a function's environment is incomplete
├── InvalidInput            a caller's request cannot be answered (HTTP 400)
│   ├── SavingsExceedBill   savings of one bill come to more than the bill
├── NotFound                what was asked for is not stored (HTTP 404)
├── InvalidHistory          a series handed to the analysis is not a series
├── NotKnown                evidence for a verdict is missing (the verdict is UNKNOWN)
├── InsufficientHistory     a series is too short, or too even, for what was asked of it
├── BillingFileError        a billing file cannot be imported at all
│   ├── EmptyFile · UnreadableFile · NotBillingData · MissingColumn · NotPortable
├── SourceError             a source did not answer; becomes a recorded gap
│   ├── SourceThrottled · SourceUnavailable · QueryRestart · RequestCapReached · OutOfTime
│   ├── NoOrganization · SourceUnreachable · QueryFailed · QueryUnderWay · PointsWithheld
│   ├── UnreadablePrice
│   └── SourceDenied
│       └── RoleRefused · PolicyDenied · RegionDisabled · AccountSuspended · AccountNotReady
│           · StaleSession
├── ChannelError            an alert could not be told by a channel
│   ├── ChannelUnavailable    it may work later
│   ├── ChannelRefused        it will not work until somebody changes something
│   └── MessageRefused        it works, and will never take this message
├── Forbidden               a caller may not do that (HTTP 403)
├── TooManyRequests         a caller asks more often than it may (HTTP 429)
├── NotBuilt                a capability that does not exist yet (HTTP 501)
└── StoreError              a store refused a write or a read
    ├── VersionConflict     somebody else wrote first
    └── DeliveryNotReady    a manifest names files that are not there, or still change
"""


class CostGovError(Exception):
    """Base of all errors raised on purpose; `str(error)` is one clear sentence."""


class ConfigurationError(CostGovError):
    """The configuration file is wrong; the sentence names file, line and field."""


class SettingsError(CostGovError):
    """A function's environment lacks or garbles a variable; the sentence names it."""


class InvalidInput(CostGovError, ValueError):
    """A request that cannot be answered as asked; a ValueError, so that pydantic reports it."""


class SavingsExceedBill(InvalidInput):
    """Savings on one bill come to more than the bill: they cannot be added up as they stand."""


class NotFound(CostGovError):
    """Nothing is stored under what was asked for."""


class Forbidden(CostGovError):
    """The caller's role or scope does not allow what was asked for."""


class TooManyRequests(CostGovError):
    """The caller's requests of this minute are used up; `retry_after` in seconds."""

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class NotBuilt(CostGovError):
    """What was asked for is not part of the product yet; the sentence says what is instead."""


class ChannelError(CostGovError):
    """An alert could not be told by a channel."""


class ChannelUnavailable(ChannelError):
    """The channel may work later; `retry_after` in seconds where the receiver said so.

    `in_doubt`: the receiver may have taken the message all the same (no answer in time, or one of
    its own failures).
    """

    def __init__(
        self, sentence: str, retry_after: float | None = None, *, in_doubt: bool = False
    ) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
        self.in_doubt = in_doubt


class ChannelRefused(ChannelError):
    """The channel will not work until somebody changes something: a revoked webhook, no such
    topic."""


class MessageRefused(ChannelError):
    """The receiver will never take this message, whenever it is sent; others it may take."""


class InvalidHistory(CostGovError):
    """A history frame breaks its contract (columns, duplicates, time stamps)."""


class NotKnown(CostGovError):
    """What a verdict or a price needs is not known; the sentence names it."""


class InsufficientHistory(CostGovError):
    """A history is in order but cannot support the estimate; the sentence says what it lacks."""


class BillingFileError(CostGovError):
    """A billing file was refused as a whole; nothing of it was stored."""


class EmptyFile(BillingFileError):
    """The file holds no bytes, or a header and no line."""


class UnreadableFile(BillingFileError):
    """The bytes cannot be decoded: truncated gzip, broken Parquet, not text."""


class NotBillingData(BillingFileError):
    """The columns are those of no billing format we know."""


class MissingColumn(BillingFileError):
    """A known billing format without a column its total depends on."""


class NotPortable(BillingFileError):
    """A column holds what Athena and DuckDB do not read alike."""


class SourceError(CostGovError):
    """A source gave no data; `reason` is the word the recorded gap carries."""

    reason = "source-error"


class SourceThrottled(SourceError):
    """The source asked us to slow down and kept doing so until the deadline."""

    reason = "throttled"


class PointsWithheld(SourceError):
    """CloudWatch has points that it did not give."""

    reason = "incomplete-metrics"


class UnreadablePrice(SourceError):
    """The price list sent something that is no product with prices."""

    reason = "unreadable-price"


class SourceUnreachable(SourceError):
    """No answer came: a lost connection, a time-out, or a failure of the service itself."""

    reason = "unreachable"


class SourceDenied(SourceError):
    """The source refused us; where the cause is known, one of the kinds below is raised."""

    reason = "access-denied"


class RoleRefused(SourceDenied):
    """The role of an account cannot be assumed: there is none, or it does not trust us."""

    reason = "no-member-role"


class PolicyDenied(SourceDenied):
    """A service or resource control policy of the organisation forbids the action."""

    reason = "denied-by-policy"


class RegionDisabled(SourceDenied):
    """The region is not enabled for the account."""

    reason = "region-disabled"


class AccountSuspended(SourceDenied):
    """AWS has suspended or blocked the account."""

    reason = "account-suspended"


class AccountNotReady(SourceDenied):
    """The account is too new: AWS has not verified it or not yet activated the service."""

    reason = "account-not-ready"


class StaleSession(SourceDenied):
    """The session has ended, or its signature's time is not the service's."""

    reason = "stale-session"


class NoOrganization(SourceError):
    """The account belongs to no organisation."""

    reason = "no-organization"


class SourceUnavailable(SourceError):
    """The source has no data for the window (DataUnavailable, BillExpiration)."""

    reason = "data-unavailable"


class QueryFailed(SourceError):
    """A query of billing files failed or was cancelled; the sentence is the engine's."""

    reason = "query-failed"


class QueryUnderWay(SourceError):
    """A query of billing files is still running; the next attempt picks it up."""

    reason = "query-under-way"


class QueryRestart(SourceError):
    """The page token is no longer good; the query must start again from its first page."""

    reason = "pagination-lost"


class RequestCapReached(SourceError):
    """The daily cap on paid requests would be exceeded."""

    reason = "request-cap"


class OutOfTime(SourceError):
    """The function's time is used up before the source was asked."""

    reason = "out-of-time"


class StoreError(CostGovError):
    """A store refused a read or a write."""


class VersionConflict(StoreError):
    """The stored version is not the one the write was based on."""


class DeliveryNotReady(StoreError):
    """A delivery cannot be read yet; a further attempt may find it whole."""
