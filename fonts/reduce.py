#!/usr/bin/env python3
"""Reduces a TrueType font to the characters our own pages use: reduce.py IN.ttf OUT.ttf

A developer's tool; what it made is committed beside it. It keeps outlines and widths, renumbers the glyphs in the order
of their characters, and drops hinting, kerning, layout and names. Same input, same bytes.
"""
import struct
import sys

CHARACTERS = (
    list(range(0x20, 0x7F)) + list(range(0xA0, 0x180)) + list(range(0x218, 0x21C)) + list(range(0x2010, 0x2028))
    + [0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122, 0x1E9E]
    + list(range(0x2190, 0x2196)) + [0x2212, 0x2248, 0x2260, 0x2264, 0x2265]
    + [0x2500, 0x2502, 0x25A0, 0x25A1, 0x25B2, 0x25BC, 0x25CF, 0x2610, 0x2611, 0x2713, 0x2717, 0xFB01, 0xFB02, 0xFFFD]
)


def main(source, target):
    font = open(source, "rb").read()
    tables = {}
    for index in range(struct.unpack(">H", font[4:6])[0]):
        tag, _, offset, length = struct.unpack(">4sIII", font[12 + 16 * index:28 + 16 * index])
        tables[tag.decode()] = font[offset:offset + length]
    glyph_count = struct.unpack(">H", tables["maxp"][4:6])[0]
    long_loca = struct.unpack(">h", tables["head"][50:52])[0] == 1
    if long_loca:
        loca = struct.unpack(">%dI" % (glyph_count + 1), tables["loca"][:4 * glyph_count + 4])
    else:
        loca = [2 * o for o in struct.unpack(">%dH" % (glyph_count + 1), tables["loca"][:2 * glyph_count + 2])]
    wide = struct.unpack(">H", tables["hhea"][34:36])[0]

    def metrics(glyph):
        if glyph < wide:
            return tables["hmtx"][4 * glyph:4 * glyph + 4]
        bearing = 4 * wide + 2 * (glyph - wide)
        return tables["hmtx"][4 * wide - 4:4 * wide - 2] + tables["hmtx"][bearing:bearing + 2]

    mapped = character_map(tables["cmap"])
    characters = [c for c in CHARACTERS if mapped.get(c)]
    kept = [0]
    for character in characters:
        if mapped[character] not in kept:
            kept.append(mapped[character])
    for glyph in kept:  # grows: parts of composed glyphs
        for _, part in parts(tables["glyf"][loca[glyph]:loca[glyph + 1]]):
            if part not in kept:
                kept.append(part)
    number = {glyph: index for index, glyph in enumerate(kept)}

    glyf, offsets = b"", [0]
    for glyph in kept:
        outline = bytearray(without_hints(tables["glyf"][loca[glyph]:loca[glyph + 1]]))
        for place, part in parts(outline):
            outline[place:place + 2] = struct.pack(">H", number[part])
        glyf += bytes(outline) + b"\0" * (-len(outline) % 4)
        offsets.append(len(glyf))
    head = bytearray(tables["head"])
    head[8:12] = bytes(4)
    head[50:52] = struct.pack(">h", 1)
    maxp = bytearray(tables["maxp"])
    maxp[4:6] = struct.pack(">H", len(kept))
    maxp[14:28] = struct.pack(">7H", 1, 0, 0, 0, 0, 0, 0)  # nothing of the hinting
    hhea = bytearray(tables["hhea"])
    hhea[34:36] = struct.pack(">H", len(kept))
    made = {
        "cmap": written_map([(c, number[mapped[c]]) for c in sorted(characters)]),
        "glyf": glyf,
        "head": bytes(head),
        "hhea": bytes(hhea),
        "hmtx": b"".join(metrics(glyph) for glyph in kept),
        "loca": struct.pack(">%dI" % len(offsets), *offsets),
        "maxp": bytes(maxp),
        "post": tables["post"][:32].replace(tables["post"][:4], struct.pack(">I", 0x00030000), 1),
    }
    open(target, "wb").write(assembled(made))
    print("%s: %d characters, %d glyphs, %d bytes" % (target, len(characters), len(kept), len(assembled(made))))


def character_map(cmap):
    for index in range(struct.unpack(">H", cmap[2:4])[0]):
        platform, encoding, offset = struct.unpack(">HHI", cmap[4 + 8 * index:12 + 8 * index])
        if (platform, encoding) == (3, 1) and struct.unpack(">H", cmap[offset:offset + 2])[0] == 4:
            break
    else:
        raise SystemExit("no Unicode map of format 4")
    count = struct.unpack(">H", cmap[offset + 6:offset + 8])[0] // 2
    words = lambda place: struct.unpack(">%dH" % count, cmap[place:place + 2 * count])
    ends, starts = words(offset + 14), words(offset + 16 + 2 * count)
    deltas, ranges = words(offset + 16 + 4 * count), words(offset + 16 + 6 * count)
    mapped = {}
    for index in range(count):
        for character in range(starts[index], min(ends[index], 0xFFFE) + 1):
            glyph = character
            if ranges[index]:
                place = offset + 16 + 6 * count + 2 * index + ranges[index] + 2 * (character - starts[index])
                glyph = struct.unpack(">H", cmap[place:place + 2])[0]
                if glyph == 0:
                    continue
            mapped[character] = (glyph + deltas[index]) & 0xFFFF
    return mapped


def parts(outline):
    """Places and glyphs of a composed outline's parts."""
    if len(outline) < 10 or struct.unpack(">h", outline[:2])[0] >= 0:
        return []
    found, place, flags = [], 10, 0x20
    while flags & 0x20:
        flags, glyph = struct.unpack(">HH", outline[place:place + 4])
        found.append((place + 2, glyph))
        place += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
    return found


def without_hints(outline):
    if len(outline) < 10:
        return b""
    contours = struct.unpack(">h", outline[:2])[0]
    if contours >= 0:
        place = 10 + 2 * contours
        hints = struct.unpack(">H", outline[place:place + 2])[0]
        return outline[:place] + b"\0\0" + outline[place + 2 + hints:]
    outline, place, flags = bytearray(outline), 10, 0x20
    while flags & 0x20:
        flags = struct.unpack(">H", outline[place:place + 2])[0]
        outline[place:place + 2] = struct.pack(">H", flags & ~0x100)
        place += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
    return bytes(outline[:place])


def written_map(pairs):
    runs = []
    for character, glyph in pairs:
        if runs and runs[-1][1] + 1 == character and glyph - character == runs[-1][2]:
            runs[-1][1] = character
        else:
            runs.append([character, character, glyph - character])
    runs.append([0xFFFF, 0xFFFF, 1])
    count = len(runs)
    power = 1 << (count.bit_length() - 1)
    body = struct.pack(">4H", 2 * count, 2 * power, power.bit_length() - 1, 2 * (count - power))
    body += b"".join(struct.pack(">H", run[1]) for run in runs) + b"\0\0"
    body += b"".join(struct.pack(">H", run[0]) for run in runs)
    body += b"".join(struct.pack(">H", run[2] & 0xFFFF) for run in runs) + b"\0\0" * count
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + struct.pack(">HHH", 4, len(body) + 6, 0) + body


def assembled(tables):
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    font = struct.pack(">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    offset, body = 12 + 16 * count, b""
    for tag in sorted(tables):
        padded = tables[tag] + b"\0" * (-len(tables[tag]) % 4)
        total = sum(struct.unpack(">%dI" % (len(padded) // 4), padded)) & 0xFFFFFFFF
        font += struct.pack(">4sIII", tag.encode(), total, offset + len(body), len(tables[tag]))
        body += padded
    return font + body


main(sys.argv[1], sys.argv[2])
