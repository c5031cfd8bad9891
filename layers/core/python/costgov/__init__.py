"""Cost Governor: the first-party package every function, the CDK app and the command line share."""
