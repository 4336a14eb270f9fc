#!/usr/bin/env python3
"""Prints fixtures/vectors/rfc6962-cases.txt: proofs of RFC 6962 sections 2.1.1 and 2.1.2, right and spoiled, each with
the verdict of the recursive definitions. Nothing here is taken from the program under test.

    inclusion   <verdict> <index> <size> <leaf> <root> <path> <what>
    consistency <verdict> <old size> <new size> <old root> <new root> <path> <what>
"""

import hashlib

SIZES = [1, 2, 3, 5, 6, 7, 8, 12, 17]


def leaf(i):
    return hashlib.sha256(b"\x00" + f"leaf {i}".encode()).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def mth(d):
    if not d:
        return hashlib.sha256(b"").digest()
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return node(mth(d[:k]), mth(d[k:]))


def path(m, d):
    if len(d) == 1:
        return []
    k = split(len(d))
    return path(m, d[:k]) + [mth(d[k:])] if m < k else path(m - k, d[k:]) + [mth(d[:k])]


def subproof(m, d, b):
    if m == len(d):
        return [] if b else [mth(d)]
    k = split(len(d))
    if m <= k:
        return subproof(m, d[:k], b) + [mth(d[k:])]
    return subproof(m - k, d[k:], False) + [mth(d[:k])]


def included(index, size, hash_, proof):
    """The root the proof leads to, or None."""
    if not 0 <= index < size:
        return None
    if size == 1:
        return hash_ if not proof else None
    if not proof:
        return None
    k = split(size)
    if index < k:
        below = included(index, k, hash_, proof[:-1])
        return below and node(below, proof[-1])
    below = included(index - k, size - k, hash_, proof[:-1])
    return below and node(proof[-1], below)


def consistent(m, n, proof, b, old):
    """Both roots the proof leads to, or None."""
    if m == n:
        if b:
            return (old, old) if not proof else None
        return (proof[0], proof[0]) if len(proof) == 1 else None
    if not proof:
        return None
    k = split(n)
    if m <= k:
        below = consistent(m, k, proof[:-1], b, old)
        return below and (below[0], node(below[1], proof[-1]))
    below = consistent(m - k, n - k, proof[:-1], False, old)
    return below and (node(proof[-1], below[0]), node(proof[-1], below[1]))


def spoiled(proof):
    zero = bytes(32)
    yield "as it is", proof
    yield "one hash more", proof + [zero]
    yield "one hash more in front", [zero] + proof
    yield "last hash twice", proof + proof[-1:]
    if proof:
        yield "last hash missing", proof[:-1]
        yield "first hash missing", proof[1:]
        yield "empty", []
        for place in {0, len(proof) - 1}:
            changed = bytearray(proof[place])
            changed[31] ^= 1
            yield f"hash {place} changed", proof[:place] + [bytes(changed)] + proof[place + 1 :]
    if len(proof) > 1:
        yield "turned round", proof[::-1]


def text(proof):
    return ",".join(h.hex() for h in proof) or "-"


def main():
    for size in SIZES:
        d = [leaf(i) for i in range(size)]
        root = mth(d)
        for index in sorted({0, 1, size // 2, size - 2, size - 1} & set(range(size))):
            right = path(index, d)
            cases = [(index, size, d[index], root, p, what) for what, p in spoiled(right)]
            for other in sorted({index - 1, index + 1, index ^ 1, size, size + index} - {index}):
                if other >= 0:
                    cases.append((other, size, d[index], root, right, "another index"))
            for other in (size - 1, size + 1, 2 * size):
                if other > 0:
                    cases.append((index, other, d[index], root, right, "another size"))
            cases.append((index, size, d[index - 1] if size > 1 else bytes(32), root, right, "another leaf"))
            cases.append((index, size, d[index], d[index] if size > 1 else bytes(32), right, "another root"))
            for i, n, h, r, p, what in cases:
                verdict = "right" if included(i, n, h, p) == r else "wrong"
                print("inclusion", verdict, i, n, h.hex(), r.hex(), text(p), what.replace(" ", "-"))
    for new in SIZES:
        d = [leaf(i) for i in range(new)]
        for old in sorted({1, 2, new // 2, new - 1, new} & set(range(1, new + 1))):
            roots = (mth(d[:old]), mth(d))
            right = subproof(old, d, True)
            cases = [(old, new, *roots, p, what) for what, p in spoiled(right)]
            for m, n in ((old - 1, new), (old + 1, new), (old, new + 1), (old, new - 1), (new, old)):
                if m > 0 and n > 0:
                    cases.append((m, n, *roots, right, "other sizes"))
            cases.append((old, new, roots[1], roots[1], right, "another old root"))
            cases.append((old, new, roots[0], roots[0], right, "another new root"))
            cases.append((old, new, roots[1], roots[0], right, "roots exchanged"))
            for m, n, a, b, p, what in cases:
                found = consistent(m, n, p, True, a) if m <= n else None
                verdict = "right" if found == (a, b) else "wrong"
                print("consistency", verdict, m, n, a.hex(), b.hex(), text(p), what.replace(" ", "-"))


if __name__ == "__main__":
    main()
