"""Allocation: whose cost is what, by rules; allocated + unallocated = bill in every digit.

`plan` is what people write, `rules` decides whose a group of charges is, `charges` says what a
source tells of an account, `engine` adds up, `shares` splits, `suggestions` looks at what is left.
`result` is what is stored: a reader of it needs none of these.
"""
