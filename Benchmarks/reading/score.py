"""How many characters and words of a text were read wrong."""


def distance(a, b):
    """Levenshtein's, by Myers and Hyyrö: one integer as long as `a`."""
    if not a or not b:
        return max(len(a), len(b))
    places = {}
    for index, letter in enumerate(a):
        places[letter] = places.get(letter, 0) | 1 << index
    mask, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    positive, negative, score = mask, 0, len(a)
    for letter in b:
        equal = places.get(letter, 0)
        vertical = equal | negative
        horizontal = (((equal & positive) + positive) ^ positive) | equal
        plus, minus = negative | ~(horizontal | positive) & mask, positive & horizontal
        score += 1 if plus & last else -1 if minus & last else 0
        plus = plus << 1 | 1
        positive, negative = (minus << 1 | ~(vertical | plus) & mask) & mask, plus & vertical & mask
    return score


def plain(text):
    """Spaces of all kinds equal, dashes too, and typographic apostrophes."""
    for one, other in (("–", "-"), ("—", "-"), ("’", "'"), ("‘", "'"), ("\u00a0", " ")):
        text = text.replace(one, other)
    return " ".join(text.split())


class Errors:
    """Summed over pages, so that a long page weighs more than a short one."""

    def __init__(self):
        self.pages = self.letters = self.words = self.wrong_letters = self.wrong_words = 0

    def add(self, read, truth):
        read, truth = plain(read), plain(truth)
        self.pages += 1
        self.letters += len(truth)
        self.words += len(truth.split())
        wrong = distance(truth, read)
        self.wrong_letters += wrong
        self.wrong_words += distance(truth.split(), read.split())
        return 100 * wrong / max(1, len(truth))

    @property
    def characters(self):
        return 100 * self.wrong_letters / max(1, self.letters)

    @property
    def wer(self):
        return 100 * self.wrong_words / max(1, self.words)
