"""Noise that depends on nothing but its key and its index.

A value never depends on how many were drawn before it, so a longer organisation, another order
of services or a later NumPy give the same figures. Only exact IEEE operations are used.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def key_of(seed: int, *names: str) -> int:
    """A 64-bit key of a seed and a path of names."""
    text = "\x1f".join((str(seed), *names))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def uniform(key: int, index: Ints) -> Floats:
    """Evenly spread values in [0, 1), one per index (splitmix64, Steele et al. 2014)."""
    x = np.asarray(index).astype(np.uint64) * _GOLDEN + np.full(1, key, dtype=np.uint64)
    x = (x ^ (x >> np.uint64(30))) * _MIX_1
    x = (x ^ (x >> np.uint64(27))) * _MIX_2
    x = x ^ (x >> np.uint64(31))
    result: Floats = (x >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return result


def bell(key: int, index: Ints) -> Floats:
    """Bell-shaped values of mean 0 and variance 1, within ±3.5 (Irwin-Hall, four draws)."""
    total = uniform(key, index * 4)
    for draw in range(1, 4):
        total = total + uniform(key, index * 4 + draw)
    result: Floats = (total - 2.0) * 1.7320508075688772
    return result
