"""Every Describe, List and Get of the inventory, answered from the organisation's estate."""

from cli.local.standin.estate.api import EstateServices

__all__ = ["EstateServices"]
