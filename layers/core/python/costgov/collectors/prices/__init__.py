"""One module per service: which products of AWS's price list its checks need, and their keys."""
