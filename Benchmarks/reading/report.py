"""Tables in Markdown and charts in SVG of what `run` measured."""
import html, math

# One a program, in their order.
COLOURS = ["#0b6e4f", "#9aa5b1", "#4a6fa5", "#c8553d", "#e9b44c"]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" if not index else "--:" for index in range(len(head))) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def figure(value, digits=2):
    return "–" if value is None else "%.*f" % (digits, value)


def svg(width, height, parts):
    return ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" '
            'font-size="12">\n<rect width="100%%" height="100%%" fill="white"/>\n%s\n</svg>\n') % (
                width, height, width, height, "\n".join(parts))


def text(x, y, words, anchor="start", more=""):
    return '<text x="%.0f" y="%.0f" text-anchor="%s"%s>%s</text>' % (x, y, anchor, more, html.escape(words))


def bars(title, groups, series, values, left, top, width, cap):
    """Groups of horizontal bars; what is longer than the cap is cut, with its figure beside it."""
    parts, y = [text(left, top, title, more=' font-weight="bold"')], top + 14
    room = width - 150
    for group in groups:
        parts.append(text(left + 145, y + 5 * len(series) + 4, group, "end"))
        for index, name in enumerate(series):
            value = values.get((group, name))
            if value is not None:
                length = max(1, room * min(value, cap) / cap)
                parts.append('<rect x="%d" y="%d" width="%.1f" height="9" fill="%s"/>' % (
                    left + 150, y + 10 * index, length, COLOURS[index]))
                parts.append(text(left + 154 + length, y + 10 * index + 8, figure(value), more=' font-size="9"'))
        y += 10 * len(series) + 8
    return parts, y


def chart(groups, series, charts):
    """One column a chart: its title, where its bars are cut, and its values by group and series."""
    legend = []
    for index, name in enumerate(series):
        legend.append('<rect x="%d" y="12" width="12" height="12" fill="%s"/>' % (20 + 190 * index, COLOURS[index]))
        legend.append(text(38 + 190 * index, 22, name))
    parts, bottom = [], 0
    for index, (title, cap, values) in enumerate(charts):
        drawn, bottom = bars("%s (cut at %g)" % (title, cap), groups, series, values, 10 + 480 * index, 50, 430, cap)
        parts += drawn
    return svg(20 + 480 * len(charts), bottom + 20, legend + parts)


def best_bound(points, bad):
    """The bound on a page's confidence that parts bad pages from good ones best, with the share of bad pages below it
    and of good ones. Bad ones count as much as good ones, however few they are; of bounds that part alike, the middle
    one."""
    sick = [confidence for confidence, wrong, _ in points if wrong > bad]
    well = [confidence for confidence, wrong, _ in points if wrong <= bad]
    if not sick or not well:
        return None
    parted = {}
    for bound in range(40, 100):
        caught = sum(one < bound for one in sick) / len(sick)
        false = sum(one < bound for one in well) / len(well)
        parted.setdefault(round(caught - false, 9), []).append((bound, caught, false))
    alike = parted[max(parted)]
    return alike[len(alike) // 2]


def scatter(points, bound):
    """Pages' confidence against characters wrong, the latter on a logarithmic scale from 0.05 to 100 %."""
    left, top, width, height = 60, 30, 620, 360

    def across(confidence):
        return left + width * (max(30, confidence) - 30) / 70

    def down(error):
        return top + height * (1 - math.log10(max(.05, min(100, error)) / .05) / math.log10(2000))

    parts = [text(left, 18, "a point a page: confidence of the page, and its characters wrong (%)", more=' font-weight="bold"')]
    for error in (.1, .5, 1, 2, 5, 10, 50, 100):
        parts.append('<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="%s"/>' % (
            left, left + width, down(error), down(error), "#c8553d" if error == 2 else "#e4e7eb"))
        parts.append(text(left - 6, down(error) + 4, "%g" % error, "end"))
    for confidence in range(30, 101, 10):
        parts.append(text(across(confidence), top + height + 18, str(confidence), "middle"))
    parts.append('<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="#c8553d" stroke-dasharray="4 3"/>' % (
        across(bound), across(bound), top, top + height))
    parts.append(text(across(bound) - 4, top + 12, "reading-poor below %g" % bound, "end", ' fill="#c8553d"'))
    for confidence, error in points:
        parts.append('<circle cx="%.1f" cy="%.1f" r="3" fill="#0b6e4f" fill-opacity=".55"/>' % (across(confidence), down(error)))
    return svg(720, 430, parts)


def ranks(values):
    order = sorted(range(len(values)), key=lambda index: values[index])
    placed, start = [0.0] * len(values), 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for index in range(start, end + 1):
            placed[order[index]] = (start + end) / 2
        start = end + 1
    return placed


def spearman(a, b):
    a, b = ranks(a), ranks(b)
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    above = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))
    below = math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return above / below if below else 0


def between_marks(document, name, content):
    """The document with what stands between its marks `<!-- name -->` and `<!-- /name -->` replaced."""
    begin, end = "<!-- %s -->" % name, "<!-- /%s -->" % name
    head, rest = document.split(begin, 1)
    return head + begin + "\n" + content.strip() + "\n" + end + rest.split(end, 1)[1]
