"""Pages with a known truth: letters of fixtures/training set in type, then treated as scanners, faxes and phones do.

    pages.py DIR [COUNT]   writes COUNT pages (132) and pages.json: file, condition, language, text

The same versions of Pillow and of the fonts give the same pages. What is drawn is the truth, line for line, in one
column: reading order is not what is measured here. Stamps and signatures are no truth; whoever reads them gets errors
for it.
"""
import glob, json, math, os, sys

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FONTS = ["liberation/LiberationSerif-Regular", "liberation/LiberationSans-Regular", "dejavu/DejaVuSans",
         "liberation/LiberationMono-Regular", "dejavu/DejaVuSerif", "liberation/LiberationSans-Regular"]
DPI, WIDTH, HEIGHT = 300, 2480, 3508
MARGIN = 260


def font(name, points):
    path = "/usr/share/fonts/truetype/%s.ttf" % name
    return ImageFont.truetype(path, round(points * DPI / 72), layout_engine=ImageFont.Layout.BASIC)


# MARK: letters

def letters():
    """(language, lines) of the letters that fill a good part of a page and no more, in an order that mixes them."""
    found = []
    for path in sorted(glob.glob(os.path.join(ROOT, "fixtures/training/*/*.txt"))):
        head, body = open(path, encoding="utf-8").read().split("---\n", 1)
        body = body.split("=== page ===")[0].strip()
        if 700 <= len(body) <= 2600:
            language = [line.split(":")[1].strip() for line in head.splitlines() if line.startswith("language:")][0]
            found.append((language, [" ".join(line.split()) for line in body.splitlines()]))
    numpy.random.default_rng(20).shuffle(found)
    return found


def wrapped(line, face, width):
    rows, row = [], ""
    for word in line.split():
        if row and face.getlength(row + " " + word) > width:
            rows.append(row)
            row = word
        else:
            row = (row + " " + word).strip()
    return rows + [row]


def typeset(lines, chance, number):
    """The page, 0 black to 1 white, and its text."""
    points = chance.uniform(9.5, 12)
    while True:
        face = font(FONTS[number % len(FONTS)], points)
        pitch = round(face.size * chance.uniform(1.18, 1.3))
        rows = [row for line in lines for row in wrapped(line, face, WIDTH - 2 * MARGIN)]
        height = sum(pitch if row else pitch // 2 for row in rows)
        if height < HEIGHT - 2 * MARGIN or points < 9:
            break
        points -= .5
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    pen, y, text = ImageDraw.Draw(page), MARGIN, []
    for row in rows:
        if row and y + pitch < HEIGHT - MARGIN // 2:
            pen.text((MARGIN, y), row, font=face, fill=0)
            text.append(row)
        y += pitch if row else pitch // 2
    return as_array(page), "\n".join(text)


# MARK: what is done to pages

def as_array(image):
    return numpy.asarray(image, dtype=numpy.float32) / 255


def as_image(page):
    return Image.fromarray((numpy.clip(page, 0, 1) * 255).astype(numpy.uint8))


def resized(page, width, height):
    return as_array(as_image(page).resize((width, height), Image.Resampling.BOX if width * 2 < page.shape[1]
                                          else Image.Resampling.HAMMING))


def at(page, dpi):
    return resized(page, round(page.shape[1] * dpi / DPI), round(page.shape[0] * dpi / DPI))


def blurred(page, radius):
    return as_array(as_image(page).filter(ImageFilter.GaussianBlur(radius)))


def turned(page, degrees, ground=255):
    return as_array(as_image(page).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=ground))


def grain(page, chance, deviation):
    noise = chance.normal(0, deviation, page.shape[:2]).astype(numpy.float32)
    return page + (noise if page.ndim == 2 else noise[:, :, None])


def field(shape, chance, cells):
    """A smooth random field from 0 to 1."""
    small = as_image(chance.random((cells, cells)).astype(numpy.float32))
    return as_array(small.resize((shape[1], shape[0]), Image.Resampling.BICUBIC))


def dust(page, chance, count):
    """Specks of one to three points a side, dark on paper and light on ink."""
    page = page.copy()
    for _ in range(count):
        size = int(chance.choice([1, 2, 3], p=[.6, .3, .1]))
        y, x = int(chance.integers(0, page.shape[0] - 3)), int(chance.integers(0, page.shape[1] - 3))
        page[y:y + size, x:x + size] = 0 if chance.random() < .8 else 1
    return page


def paper(page, white=.95, black=.08):
    return black + (white - black) * page


def shadow(page, chance):
    height, width = page.shape[:2]
    across = numpy.linspace(*((.42, 1) if chance.random() < .5 else (1, .42)), width)[None, :]
    down = numpy.linspace(1, .8, height)[:, None]
    layer = (across * down + .15 * (field(page.shape, chance, 4) - .5)).astype(numpy.float32)
    return page * (layer if page.ndim == 2 else layer[:, :, None])


def stamped(page, chance):
    """In colour, with a round and a square stamp, a signature in blue and a marker's stroke over two lines."""
    layer = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(layer)
    y = int(chance.integers(700, 1600))
    pen.rectangle((MARGIN, y, int(chance.integers(1200, 2000)), y + 110), fill=(255, 245, 120))
    x, y = int(chance.integers(1500, 1900)), int(chance.integers(500, 1400))
    for inset in (0, 12):
        pen.ellipse((x + inset, y + inset, x + 420 - inset, y + 420 - inset), outline=(200, 40, 50), width=6)
    pen.text((x + 90, y + 170), "ARRIVÉE", font=font("liberation/LiberationSans-Regular", 14), fill=(200, 40, 50))
    stamp = Image.new("RGB", (900, 220), "white")
    ink = ImageDraw.Draw(stamp)
    ink.rectangle((10, 10, 890, 210), outline=(40, 60, 190), width=8)
    ink.text((50, 55), "REÇU LE 12 MARS 2026", font=font("dejavu/DejaVuSans", 16), fill=(40, 60, 190))
    layer.paste(stamp.rotate(float(chance.uniform(-12, 12)), expand=True, fillcolor="white"),
                (int(chance.integers(300, 1100)), int(chance.integers(2400, 3000))))
    points = [(int(1300 + 8 * step), int(3150 + 90 * math.sin(step / 5) * math.cos(step / 11))) for step in range(90)]
    pen.line(points, fill=(30, 40, 120), width=7)
    return page[:, :, None] * as_array(layer)


def photographed(page, chance):
    """On a brown table, held askew, lit from one side, a little out of focus."""
    width, height = 3000, 4000
    corners = [(180, 200), (width - 180, 200), (width - 180, height - 200), (180, height - 200)]
    corners = [(x + chance.uniform(-110, 110), y + chance.uniform(-110, 110)) for x, y in corners]
    rows, target = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)]):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        target += [u, v]
    coefficients = numpy.linalg.solve(numpy.array(rows), numpy.array(target))
    sheet = Image.fromarray((paper(page, .9, .12) * 255).astype(numpy.uint8)).convert("RGBA")
    laid = sheet.transform((width, height), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    table = Image.new("RGBA", (width, height), (96, 74, 58, 255))
    table.alpha_composite(laid)
    photo = blurred(as_array(table.convert("RGB")), 1.1)
    light = numpy.linspace(.6, 1.02, width)[None, :] * numpy.linspace(1, .82, height)[:, None]
    light = light + .1 * (field(photo.shape, chance, 4) - .5)
    return photo * light[:, :, None].astype(numpy.float32) * numpy.array([1, .97, .88], numpy.float32)


def fax(page, chance, lines):
    """1728 points a line, 204 to the inch, so many lines to the inch; three lines lost on the way."""
    width, height = round(WIDTH / DPI * 204), round(HEIGHT / DPI * lines)
    black = numpy.zeros((height, 1728), bool)
    black[:, 20:20 + width] = (grain(resized(page, width, height), chance, .02) < .58)[:, :1708]
    for row in chance.integers(height // 8, height - 2, 3):
        black[row] = black[row - 1]
    return black


# MARK: conditions

def clean(page, chance):
    return grain(blurred(paper(page), .7), chance, .008)


def bits(page, chance, dpi=200, threshold=.6, deviation=.02):
    return grain(at(clean(page, chance), dpi), chance, deviation) < threshold


def noisy(page, chance):
    rough = dust(grain(at(clean(page, chance), 200), chance, .13), chance, 1500)
    return rough < .55


CONDITIONS = {
    "gray": ("gray, 300 dpi", lambda page, chance: (clean(page, chance), ".jpg", (300, 300), 80)),
    "bitonal": ("bitonal, 200 dpi", lambda page, chance: (bits(page, chance), "group4", (200, 200), 0)),
    "noisy": ("bitonal, noise and dust", lambda page, chance: (noisy(page, chance), "group4", (200, 200), 0)),
    "uneven": ("gray, one side in shadow", lambda page, chance: (shadow(clean(page, chance), chance), ".jpg", (300, 300), 75)),
    "skewed": ("gray, askew by 1.5 to 4.5°", lambda page, chance: (
        at(turned(clean(page, chance), float(chance.choice([-1, 1]) * chance.uniform(1.5, 4.5)), 242), 200), ".jpg",
        (200, 200), 80)),
    "fax-fine": ("fax, 204×196", lambda page, chance: (fax(clean(page, chance), chance, 196), "group3", (204, 196), 0)),
    "fax-standard": ("fax, 204×98", lambda page, chance: (fax(clean(page, chance), chance, 98), "group3", (204, 98), 0)),
    "coarse": ("gray, 100 dpi", lambda page, chance: (at(clean(page, chance), 100), ".jpg", (100, 100), 75)),
    "dark": ("gray, underexposed", lambda page, chance: (
        grain(at(blurred(paper(page, .40, .10), .8), 200), chance, .02), ".jpg", (200, 200), 75)),
    "stamps": ("colour, stamps and marker", lambda page, chance: (
        at(clean(stamped(page, chance), chance), 200), ".jpg", (200, 200), 80)),
    "photo": ("photographed", lambda page, chance: (grain(photographed(page, chance), chance, .015), ".jpg", None, 82)),
}


def write(path, page, dpi, kind, quality):
    if kind == ".jpg":
        as_image(page).save(path, quality=quality, **({"dpi": dpi} if dpi else {}))
    else:
        Image.fromarray(~page).save(path, compression=kind, dpi=dpi)


def make(folder, count):
    """So many pages, at least one of each condition. What is there from an earlier run with the same count is kept."""
    listing = os.path.join(folder, "pages.json")
    each = max(1, math.ceil(count / len(CONDITIONS)))
    try:
        with open(listing, encoding="utf-8") as file:
            pages = json.load(file)
        if len(pages) == each * len(CONDITIONS):
            return pages
    except OSError:
        pass
    os.makedirs(folder, exist_ok=True)
    texts, pages = letters(), []
    for index in range(each):
        for place, (name, (_, treat)) in enumerate(CONDITIONS.items()):
            number = index * len(CONDITIONS) + place
            language, lines = texts[number % len(texts)]
            chance = numpy.random.default_rng([place, index])
            page, text = typeset(lines, chance, index)
            treated, kind, dpi, quality = treat(page, chance)
            path = os.path.join(folder, "%s-%02d%s" % (name, index, ".jpg" if kind == ".jpg" else ".tif"))
            write(path, treated, dpi, kind, quality)
            pages.append({"file": path, "condition": name, "language": language, "text": text})
    with open(listing, "w", encoding="utf-8") as file:
        json.dump(pages, file, ensure_ascii=False, indent=1)
    return pages


if __name__ == "__main__":
    print(len(make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 132)), "pages")
