"""FOCUS ServiceCategory of AWS services, by product code and by Cost Explorer's service name.

The values are those of AWS's own FOCUS export where it classifies the service, else those of the
FOCUS ServiceSubcategory list (containers and desktops are Compute, data warehouses Databases).
A service that is not listed is Other.
"""

from typing import Final

OTHER: Final = "Other"
STORAGE: Final = "Storage"

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "AI and Machine Learning": (
        "AmazonBedrock", "Amazon Bedrock", "AmazonBedrockService", "Amazon Bedrock Service",
        "AmazonSageMaker", "Amazon SageMaker",
        "MachineLearningSavingsPlans", "Savings Plans for AWS Machine Learning usage",
        "AmazonRekognition", "Amazon Rekognition", "AmazonTextract", "Amazon Textract",
        "comprehend", "Amazon Comprehend", "translate", "Amazon Translate", "transcribe",
        "Amazon Transcribe", "AmazonPolly", "Amazon Polly", "AmazonLex", "Amazon Lex",
        "AmazonPersonalize", "Amazon Personalize", "AmazonKendra", "Amazon Kendra",
        "AmazonForecast", "Amazon Forecast", "AmazonQ", "Amazon Q",
    ),
    "Analytics": (
        "AmazonAthena", "Amazon Athena", "AWSGlue", "AWS Glue", "ElasticMapReduce",
        "Amazon Elastic MapReduce", "Amazon EMR", "AmazonES", "Amazon OpenSearch Service",
        "Amazon Elasticsearch Service", "AmazonKinesis", "Amazon Kinesis",
        "AmazonKinesisFirehose", "Amazon Kinesis Firehose", "Amazon Data Firehose",
        "AmazonKinesisAnalytics", "Amazon Kinesis Analytics",
        "Amazon Managed Service for Apache Flink", "AmazonMSK",
        "Amazon Managed Streaming for Apache Kafka", "AmazonQuickSight", "Amazon QuickSight",
        "AWSLakeFormation", "AWS Lake Formation", "AWSDataExchange", "AWS Data Exchange",
        "AmazonDataZone", "Amazon DataZone", "AmazonCloudSearch", "Amazon CloudSearch",
    ),
    "Business Applications": (
        "AmazonSES", "Amazon Simple Email Service", "AmazonConnect", "Amazon Connect",
        "AmazonWorkMail", "Amazon WorkMail", "AmazonChime", "Amazon Chime", "AmazonPinpoint",
        "Amazon Pinpoint", "AWSEndUserMessaging", "AWS End User Messaging", "AmazonWorkDocs",
        "Amazon WorkDocs",
    ),
    "Compute": (
        "AmazonEC2", "Amazon Elastic Compute Cloud", "Amazon Elastic Compute Cloud - Compute",
        "EC2 - Other", "ComputeSavingsPlans", "Savings Plans for AWS Compute usage", "AWSLambda",
        "AWS Lambda", "AmazonStates", "AWS Step Functions", "AmazonECS",
        "Amazon Elastic Container Service", "Amazon EC2 Container Service", "AmazonEKS",
        "Amazon Elastic Kubernetes Service", "Amazon Elastic Container Service for Kubernetes",
        "AmazonECR", "Amazon EC2 Container Registry (ECR)", "Amazon Elastic Container Registry",
        "AmazonECRPublic", "Amazon Elastic Container Registry Public", "AWSFargate",
        "AWS Fargate", "AWSAppRunner", "AWS App Runner", "AmazonLightsail", "Amazon Lightsail",
        "AWSOutposts", "AWS Outposts", "AWSBatch", "AWS Batch", "AWSElasticBeanstalk",
        "AWS Elastic Beanstalk", "ROSA", "Red Hat OpenShift Service on AWS", "AmazonGameLift",
        "Amazon GameLift", "AmazonWorkSpaces", "Amazon WorkSpaces", "AmazonAppStream",
        "Amazon AppStream",
    ),
    "Databases": (
        "AmazonRDS", "Amazon Relational Database Service", "AmazonDynamoDB", "Amazon DynamoDB",
        "AmazonElastiCache", "Amazon ElastiCache", "AmazonMemoryDB", "Amazon MemoryDB",
        "Amazon MemoryDB for Redis", "AmazonRedshift", "Amazon Redshift", "AmazonDocDB",
        "Amazon DocumentDB (with MongoDB compatibility)", "AmazonNeptune", "Amazon Neptune",
        "AmazonTimestream", "Amazon Timestream", "AmazonMCS",
        "Amazon Keyspaces (for Apache Cassandra)", "AmazonDAX", "Amazon DynamoDB Accelerator (DAX)",
        "AmazonAuroraDSQL", "Amazon Aurora DSQL", "DatabaseSavingsPlans",
        "Savings Plans for Database usage",
    ),
    "Developer Tools": (
        "CodeBuild", "AWS CodeBuild", "AWSCodePipeline", "AWS CodePipeline", "AWSCodeCommit",
        "AWS CodeCommit", "AWSCodeDeploy", "AWS CodeDeploy", "AWSCodeArtifact",
        "AWS CodeArtifact", "CodeGuru", "Amazon CodeGuru", "AWSXRay", "AWS X-Ray", "AWSCloud9",
        "AWS Cloud9", "AWSCloudShell", "AWS CloudShell", "AmazonCodeCatalyst",
        "Amazon CodeCatalyst",
    ),
    "Identity": (
        "awskms", "AWS Key Management Service", "AmazonCognito", "Amazon Cognito",
        "AWSDirectoryService", "AWS Directory Service", "AWSIAMAccessAnalyzer",
        "AWS IAM Access Analyzer",
    ),
    "Integration": (
        "AmazonSNS", "Amazon Simple Notification Service", "AWSQueueService",
        "Amazon Simple Queue Service", "AWSEvents", "AWS Events", "CloudWatch Events",
        "Amazon EventBridge", "AmazonMQ", "Amazon MQ", "AWSAppSync", "AWS AppSync",
        "AmazonMWAA", "Amazon Managed Workflows for Apache Airflow", "AmazonSWF",
        "Amazon Simple Workflow Service", "AmazonAppFlow", "Amazon AppFlow",
    ),
    "Internet of Things": (
        "AWSIoT", "AWS IoT", "AWSIoTAnalytics", "AWS IoT Analytics", "AWSGreengrass",
        "AWS Greengrass", "AWSIoTSiteWise", "AWS IoT SiteWise", "AWSIoTEvents", "AWS IoT Events",
        "AWSIoTDeviceManagement", "AWS IoT Device Management",
    ),
    "Management and Governance": (
        "AmazonCloudWatch", "Amazon CloudWatch", "AWSCloudTrail", "AWS CloudTrail", "AWSConfig",
        "AWS Config", "AWSSystemsManager", "AWS Systems Manager", "AWSCloudFormation",
        "AWS CloudFormation", "AWSServiceCatalog", "AWS Service Catalog", "AWSCostExplorer",
        "AWS Cost Explorer", "AWSBudgets", "AWS Budgets", "AWSControlTower",
        "AWS Control Tower", "AmazonGrafana", "Amazon Managed Grafana", "AmazonPrometheus",
        "Amazon Managed Service for Prometheus", "AWSResilienceHub", "AWS Resilience Hub",
        "AWSSupportBusiness", "AWS Support (Business)", "AWSSupportEnterprise",
        "AWS Support (Enterprise)", "AWSDeveloperSupport", "AWS Support (Developer)",
        "AWS Premium Support", "AWS Chatbot",
    ),
    "Media": (
        "AWSElementalMediaConvert", "AWS Elemental MediaConvert", "AWSElementalMediaLive",
        "AWS Elemental MediaLive", "AWSElementalMediaPackage", "AWS Elemental MediaPackage",
        "AWSElementalMediaStore", "AWS Elemental MediaStore", "AmazonETS",
        "Amazon Elastic Transcoder", "AmazonKinesisVideo", "Amazon Kinesis Video Streams",
        "AmazonIVS", "Amazon Interactive Video Service",
    ),
    "Migration": (
        "AWSDatabaseMigrationSvc", "AWS Database Migration Service", "AWSDataSync",
        "AWS DataSync", "AWSTransfer", "AWS Transfer Family", "AWSMigrationHubRefactorSpaces",
        "AWS Migration Hub Refactor Spaces", "AWSApplicationMigrationSvc",
        "AWS Application Migration Service", "AWSImportExportSnowball", "AWS Snowball",
        "AWS Import/Export Snowball",
    ),
    "Mobile": ("AWSDeviceFarm", "AWS Device Farm", "AWSAmplify", "AWS Amplify"),
    "Networking": (
        "AmazonVPC", "Amazon Virtual Private Cloud", "AWSELB", "Elastic Load Balancing",
        "Amazon Elastic Load Balancing", "AmazonCloudFront", "Amazon CloudFront",
        "AmazonRoute53", "Amazon Route 53", "AmazonApiGateway", "Amazon API Gateway",
        "AWSDirectConnect", "AWS Direct Connect", "AWSGlobalAccelerator",
        "AWS Global Accelerator", "AWSTransitGateway", "AWS Transit Gateway",
        "AWSDataTransfer", "AWS Data Transfer", "AWSCloudMap", "AWS Cloud Map",
        "AWSPrivateLink", "AWS PrivateLink", "AmazonVPCLattice", "Amazon VPC Lattice",
        "AWSAppMesh", "AWS App Mesh",
    ),
    "Security": (
        "AmazonGuardDuty", "Amazon GuardDuty", "AWSSecurityHub", "AWS Security Hub", "awswaf",
        "AWS WAF", "AWSShield", "AWS Shield", "AWSSecretsManager", "AWS Secrets Manager",
        "AmazonInspector", "Amazon Inspector", "AmazonInspectorV2", "AmazonMacie",
        "Amazon Macie", "AWSNetworkFirewall", "AWS Network Firewall", "AWSFMS",
        "AWS Firewall Manager", "AmazonDetective", "Amazon Detective",
        "AWSCertificateManager", "AWS Certificate Manager", "AWSAuditManager",
        "AWS Audit Manager", "CloudHSM", "AWS CloudHSM", "AmazonSecurityLake",
        "Amazon Security Lake", "AWSPaymentCryptography", "AWS Payment Cryptography",
    ),
    STORAGE: (
        "AmazonS3", "Amazon Simple Storage Service", "AmazonEBS", "Amazon Elastic Block Store",
        "AmazonEFS", "Amazon Elastic File System", "AmazonFSx", "Amazon FSx", "AmazonGlacier",
        "Amazon Glacier", "Amazon S3 Glacier", "AmazonS3GlacierDeepArchive",
        "Amazon S3 Glacier Deep Archive", "AWSBackup", "AWS Backup", "AWSStorageGateway",
        "AWS Storage Gateway", "AWSElasticDisasterRecovery", "AWS Elastic Disaster Recovery",
    ),
}  # fmt: skip
CATEGORIES: Final[dict[str, str]] = {
    name: category for category, names in _NAMES.items() for name in names
}
# AWS books block storage and snapshots under EC2; its FOCUS export tells them by the usage type
# (`EUC1-EBS:VolumeUsage.gp3`), and leaves NAT gateways and data transfer of EC2 in Compute.
BLOCK_STORAGE_SERVICES: Final = frozenset(
    {"AmazonEC2", "Amazon Elastic Compute Cloud", "EC2 - Other"}
)
BLOCK_STORAGE_USAGE: Final = "EBS:"


def service_category(service: str, usage_type: str = "") -> str:
    """The FOCUS ServiceCategory of a service, told more exactly when its usage type is known.

    >>> service_category("Amazon Simple Storage Service"), service_category("Satellite Parking")
    ('Storage', 'Other')
    >>> service_category("EC2 - Other", "EUC1-EBS:VolumeUsage.gp3")
    'Storage'
    """
    if service in BLOCK_STORAGE_SERVICES and BLOCK_STORAGE_USAGE in usage_type:
        return STORAGE
    return CATEGORIES.get(service, OTHER)
