"""List prices and instance types as facts, in files of this package.

`instance_types.csv` holds EC2 types and their Linux prices in us-east-1, `products.csv` the list
prices of everything else there, `regions.csv` what other regions charge relative to it.
"""

from cli.local.synthetic.prices.instance_types import InstanceType, instance_types
from cli.local.synthetic.prices.products import Product, products

__all__ = ["InstanceType", "Product", "instance_types", "products"]
