"""What the API says of itself."""

from costgov.domain.runs import Frozen
from costgov.pipeline.queries import status
from costgov.pipeline.queries.status import Health, NoQuestion
from costgov.pipeline.queries.stores import ReadStores

from functions.api.document import document, product_version


class OpenApiDocument(Frozen, extra="allow"):
    """An OpenAPI 3.1 document."""

    openapi: str


def health(stores: ReadStores, _question: NoQuestion) -> Health:
    """Whether every store answers, and the deployed version."""
    return status.health(stores, product_version())


def openapi(_stores: ReadStores, _question: NoQuestion) -> OpenApiDocument:
    """This document."""
    return OpenApiDocument(**document())
