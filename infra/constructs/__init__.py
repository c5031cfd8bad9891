"""Building blocks with the product's defaults: encrypted, retained, least privilege, observable."""
