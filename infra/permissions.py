"""What the functions may do to the product's own stores: the actions the gateways call, no more."""

from typing import Final

# DynamoDocumentStore
READ_DOCUMENTS: Final = ("dynamodb:GetItem", "dynamodb:Query")
WRITE_DOCUMENTS: Final = (*READ_DOCUMENTS, "dynamodb:UpdateItem", "dynamodb:DeleteItem")
# DynamoCostStore
READ_COSTS: Final = ("dynamodb:Query",)
WRITE_COSTS: Final = (*READ_COSTS, "dynamodb:BatchWriteItem", "dynamodb:PutItem")
# S3ObjectStore
READ_OBJECTS: Final = ("s3:GetObject",)
WRITE_OBJECTS: Final = ("s3:PutObject",)
LIST_OBJECTS: Final = ("s3:ListBucket",)
