"""Pages with a part that cannot be read, and good pages with ink that is no text.

    missing.py DIR [EACH]   writes EACH (3) pages of every kind and of every loss, and missing.json

A loss takes a band of the page with a third of its text and does to it what happens to paper, to faxes and to
scanners. The truth stays the whole text: whoever reads the page without the band has lost a third of it. Pages of
which a part is covered with white, or torn off, are not among them: nothing on them tells.
"""
import json, os, sys

import numpy
from PIL import Image, ImageDraw

import pages
import score

# Pages that have lost this share of their words must not pass for read.
LOST = .2
DPI = pages.DPI


# MARK: bands

def rows_with_ink(page):
    return (page < .5).mean(axis=1)


def band(page, chance, share=(.3, .42)):
    """From and to of rows that hold such a share of the page's ink, between lines."""
    ink = rows_with_ink(page)
    reached = numpy.cumsum(ink) / max(1e-9, ink.sum())
    wanted = chance.uniform(*share)
    start = chance.uniform(.08, .95 - wanted)
    top, bottom = (int(numpy.searchsorted(reached, one)) for one in (start, start + wanted))

    def between_lines(row):
        quiet = numpy.flatnonzero(ink[max(0, row - 80):row + 80] == 0)
        return row if not len(quiet) else max(0, row - 80) + int(quiet[len(quiet) // 2])

    return between_lines(top), between_lines(bottom)


def on_band(change):
    def changed(page, chance, lines):
        top, bottom = band(page, chance)
        page = page.copy()
        page[top:bottom] = change(page[top:bottom], chance)
        return page
    return changed


# MARK: losses

def smeared(part, chance):
    width = int(chance.integers(50, 90))
    sums = numpy.cumsum(numpy.pad(part, ((0, 0), (width, 0)), mode="edge"), axis=1)
    return (sums[:, width:] - sums[:, :-width]) / width


def mesh(part, chance):
    """A raster of points as bitonal scanners make it of gray and coloured ground."""
    rows, columns = numpy.indices(part.shape)
    step = int(chance.integers(5, 8))
    points = ((rows % step) ** 2 + (columns % step) ** 2) < (step * .72) ** 2
    return numpy.where(points, 0, part)


def scribbled(part, chance):
    """Crossed out, line by line."""
    image = pages.as_image(part)
    pen = ImageDraw.Draw(image)
    ink = rows_with_ink(part) > 0
    starts = [row for row in range(1, len(ink)) if ink[row] and not ink[row - 1]]
    for row in starts:
        for _ in range(5):
            y = row + int(chance.integers(4, 36))
            across = range(pages.MARGIN, pages.WIDTH - pages.MARGIN, 24)
            points = [(x, y + int(chance.integers(-14, 15))) for x in across]
            pen.line(points, fill=0, width=6)
    return pages.as_array(image)


def bursts(part, chance):
    """Lines of a fax that did not arrive: the last good one stands for ten or twenty."""
    part, row = part.copy(), 0
    while row < len(part):
        length = int(chance.integers(14, 40))
        part[row:row + length] = part[row]
        row += length + int(chance.integers(2, 8))
    return part


def handwritten(page, chance, lines):
    """The band's lines in a hand: a script face, every line on its own slope, letters swaying."""
    top, bottom = band(page, chance)
    page = page.copy()
    image = Image.new("L", (pages.WIDTH, bottom - top), 255)
    pen = ImageDraw.Draw(image)
    face = pages.ImageFont.truetype(SCRIPT, round(15 * DPI / 72), layout_engine=pages.ImageFont.Layout.BASIC)
    y, words = 0, [word for line in lines for word in line.split()]
    chance.shuffle(words)
    while y + face.size < bottom - top and words:
        row = []
        while words and face.getlength(" ".join(row + words[:1])) < pages.WIDTH - 2 * pages.MARGIN:
            row.append(words.pop())
        pen.text((pages.MARGIN, y), " ".join(row), font=face, fill=0)
        y += round(face.size * 1.15)
        if not row:
            break
    sway = numpy.indices((bottom - top, pages.WIDTH)).astype(numpy.float32)
    for axis in (0, 1):
        sway[axis] += 34 * (pages.field((bottom - top, pages.WIDTH), chance, 24) - .5)
    from scipy.ndimage import map_coordinates
    page[top:bottom] = map_coordinates(pages.as_array(image), sway, order=1, mode="nearest")
    return page


def greek(page, chance, lines):
    """The band in letters that no model at hand knows."""
    top, bottom = band(page, chance)
    page = page.copy()
    image = Image.new("L", (pages.WIDTH, bottom - top), 255)
    pen, face, y = ImageDraw.Draw(image), pages.font("dejavu/DejaVuSerif", 10.5), 0
    letters = "αβγδεζηθικλμνξοπρστυφχψω"
    while y + face.size < bottom - top:
        words = ["".join(chance.choice(list(letters), int(chance.integers(2, 11)))) for _ in range(11)]
        pen.text((pages.MARGIN, y), " ".join(words), font=face, fill=0)
        y += round(face.size * 1.25)
    page[top:bottom] = pages.as_array(image)
    return page


SCRIPT = "/usr/share/fonts/opentype/dancingscript/DancingScript-Regular.otf"

# name: title, what it does, which scans of it there are.
GRAY, BITONAL, FAX = "gray", "bitonal", "fax-fine"
LOSSES = {
    "blurred": ("out of focus", on_band(lambda part, chance: pages.blurred(part, chance.uniform(8, 13))), (GRAY, BITONAL, FAX)),
    "smeared": ("smeared along the line", on_band(smeared), (GRAY, BITONAL, FAX)),
    "faint": ("toner nearly out", on_band(lambda part, chance: 1 - chance.uniform(.08, .16) * (1 - part)), (GRAY,)),
    "inverted": ("white on black", on_band(lambda part, chance: 1 - part), (GRAY, BITONAL, FAX)),
    "dark": ("in a shadow", on_band(lambda part, chance: part * chance.uniform(.1, .25)), (GRAY, BITONAL)),
    "turned": ("upside down", on_band(lambda part, chance: part[::-1, ::-1]), (GRAY, BITONAL, FAX)),
    "mesh": ("on a raster of points", on_band(mesh), (GRAY, BITONAL)),
    "scribbled": ("crossed out", on_band(scribbled), (GRAY, BITONAL)),
    "bursts": ("lines lost on the way", on_band(bursts), (FAX,)),
    "hand": ("in a hand", handwritten, (GRAY, BITONAL, FAX)),
    "greek": ("in Greek letters", greek, (GRAY, BITONAL)),
}


# MARK: ink that is no text

def short(lines):
    """Two thirds of a letter, so that something fits below."""
    return lines[:max(6, 2 * len(lines) // 3)]


def free(page, height):
    """Where so many rows below the text begin."""
    inked = numpy.flatnonzero(rows_with_ink(page))
    return min((inked[-1] if len(inked) else 0) + 90, pages.HEIGHT - 120 - height)


def with_photo(page, chance, lines):
    """A photograph of 9 by 6 cm below the text."""
    height, width = round(6 / 2.54 * DPI), round(9 / 2.54 * DPI)
    top = free(page, height)
    picture = sum(pages.field((height, width), chance, cells) / 2 ** step for step, cells in enumerate((4, 9, 21, 50)))
    page = page.copy()
    page[top:top + height, 300:300 + width] = .1 + .8 * (picture - picture.min()) / numpy.ptp(picture)
    return page


def with_logo(page, chance, lines):
    """A letterhead: a disc, a bar across the page, a name in large outlined letters."""
    image = pages.as_image(page)
    pen = ImageDraw.Draw(image)
    pen.ellipse((1900, 40, 2100, 240), fill=60)
    pen.ellipse((1950, 90, 2050, 190), fill=255)
    pen.rectangle((120, 228, 2360, 244), fill=90)
    pen.text((300, 60), "Æ&N", font=pages.font("dejavu/DejaVuSerif", 30), fill=255, stroke_width=4, stroke_fill=0)
    return pages.as_array(image)


def with_table(page, chance, lines):
    """Ruling lines of an empty form below the text."""
    image = pages.as_image(page)
    pen, top = ImageDraw.Draw(image), free(page, 800)
    for row in range(9):
        pen.line((260, top + 90 * row, 2220, top + 90 * row), fill=0, width=4)
    for column in range(5):
        pen.line((260 + 490 * column, top, 260 + 490 * column, top + 720), fill=0, width=4)
    return pages.as_array(image)


def with_signature(page, chance, lines):
    """A signature, and a handwritten note of four words."""
    image = pages.as_image(page)
    pen, top = ImageDraw.Draw(image), free(page, 500)
    steps = numpy.linspace(0, 14, 260)
    drift = chance.uniform(.8, 1.25, 4)
    points = [(1300 + 42 * step + 90 * numpy.sin(3.1 * drift[0] * step),
               top + 170 + 95 * numpy.sin(2.3 * drift[1] * step) * numpy.cos(.7 * drift[2] * step)) for step in steps]
    pen.line([(int(x), int(y)) for x, y in points], fill=0, width=9)
    face = pages.ImageFont.truetype(SCRIPT, 68, layout_engine=pages.ImageFont.Layout.BASIC)
    pen.text((330, top + 240), "vu, à classer svp", font=face, fill=0)
    return pages.as_array(image)


OTHERS = {
    "photo": ("with a photograph", with_photo, (GRAY, BITONAL)),
    "logo": ("with a letterhead's logo", with_logo, (GRAY, BITONAL, FAX)),
    "table": ("with an empty form", with_table, (GRAY, BITONAL, FAX)),
    "signature": ("signed, with a note by hand", with_signature, (GRAY, BITONAL, FAX)),
}


# MARK: pages

def make(folder, each, seed=0):
    """What is there from an earlier run is kept."""
    listing = os.path.join(folder, "missing.json")
    if os.path.exists(listing):
        with open(listing, encoding="utf-8") as file:
            return json.load(file)
    os.makedirs(folder, exist_ok=True)
    texts, made, number = pages.letters(), [], 0
    for group, kinds in (("loss", LOSSES), ("other", OTHERS)):
        for place, (name, (_, change, scans)) in enumerate(kinds.items()):
            for scan in scans:
                for index in range(each):
                    language, lines = texts[(7 * number + 3 + seed) % len(texts)]
                    chance = numpy.random.default_rng([50 + seed, place, index, len(group), len(scan)])
                    number += 1
                    lines = lines if group == "loss" else short(lines)
                    page, text = pages.typeset(lines, chance, number)
                    treated, kind, dpi, quality = pages.CONDITIONS[scan][1](change(page, chance, lines), chance)
                    path = os.path.join(folder, "%s-%s-%s-%02d%s" % (
                        group, name, scan, index, ".jpg" if kind == ".jpg" else ".tif"))
                    pages.write(path, treated, dpi, kind, quality)
                    made.append({"file": path, "group": group, "kind": name, "condition": scan,
                                 "language": language, "text": text})
    with open(listing, "w", encoding="utf-8") as file:
        json.dump(made, file, ensure_ascii=False, indent=1)
    return made


def lost(read, truth):
    """The share of the truth's words that were not read, wherever they stand."""
    import collections
    wanted, found = (collections.Counter(score.plain(one).split()) for one in (truth, read))
    return sum((wanted - found).values()) / max(1, sum(wanted.values()))


if __name__ == "__main__":
    print(len(make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)), "pages")
