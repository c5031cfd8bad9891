"""How AWS's exports rename tag keys that become names of columns or of map entries."""

import re


def normalised(key: str) -> str:
    """A user tag's key as CUR writes it for query engines.

    A letter in upper case becomes `_` and its lower case, all else but letters and digits `_`.

    >>> normalised("CostCenter"), normalised("karpenter.sh/nodepool"), normalised("aws:createdBy")
    ('user_cost_center', 'user_karpenter_sh_nodepool', 'aws_created_by')
    """
    name = key if key.startswith("aws:") else f"user:{key}"
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?=[A-Z])", "_", name).lower()).strip("_")
