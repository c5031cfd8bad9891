"""What the functions may do to the product's own stores: the actions the gateways call, no more."""

from typing import Final

# DynamoDocumentStore
READ_DOCUMENTS: Final = ("dynamodb:GetItem", "dynamodb:Query")
WRITE_DOCUMENTS: Final = (*READ_DOCUMENTS, "dynamodb:UpdateItem", "dynamodb:DeleteItem")
# … where only documents that a caller gives are written
CHANGE_DOCUMENTS: Final = ("dynamodb:UpdateItem",)
REMOVE_DOCUMENTS: Final = ("dynamodb:DeleteItem",)
# DynamoCostStore
READ_COSTS: Final = ("dynamodb:Query",)
WRITE_COSTS: Final = (*READ_COSTS, "dynamodb:BatchWriteItem", "dynamodb:PutItem")
# S3ObjectStore
READ_OBJECTS: Final = ("s3:GetObject",)
WRITE_OBJECTS: Final = ("s3:PutObject",)
LIST_OBJECTS: Final = ("s3:ListBucket",)
# AwsBudgets: seen are all, made, changed and deleted only those of our names
SEE_BUDGETS: Final = ("budgets:ViewBudget",)
COPY_BUDGETS: Final = ("budgets:ModifyBudget",)
# AthenaQueries; Athena reads and writes in the caller's name
QUERY_BILLS: Final = ("athena:StartQueryExecution", "athena:GetQueryExecution")
TABLE_BILLS: Final = (
    "glue:GetDatabase",
    "glue:GetTable",
    "glue:GetPartitions",
    "glue:CreateTable",
    "glue:DeleteTable",
)
PLACE_ANSWERS: Final = ("s3:GetBucketLocation", "s3:ListBucket")
KEEP_ANSWERS: Final = ("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload")
