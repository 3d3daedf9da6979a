"""Numbers that Tests/LearningTests/FormulaNumbers.swift makes from the same formulas."""


def word(index, salt):
    """A 32-bit mix of two integers (the finaliser of MurmurHash3)."""
    h = (index * 0x9E3779B1 + salt * 0x85EBCA77) & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ h >> 16


def uniform(index, salt):
    """In [-0.5, 0.5), exact in float32."""
    return (word(index, salt) >> 8) / 2.0**24 - 0.5


def summary(name, tensor, salt, entries=8):
    """What a test compares: the norm, the largest entry and some entries."""
    flat = tensor.detach().flatten()
    chosen = [word(i, salt) % flat.numel() for i in range(entries)]
    return {
        "name": name,
        "norm": flat.norm().item(),
        "largest": flat.abs().max().item(),
        "entries": [{"index": i, "value": flat[i].item()} for i in chosen],
    }
