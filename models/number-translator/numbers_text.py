"""Number words in English and German, and the word pieces that both are cut into."""
import json

ONES_EN = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
           "fifteen sixteen seventeen eighteen nineteen").split()
TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ONES_DE = ("null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
           "fünfzehn sechzehn siebzehn achtzehn neunzehn").split()
TENS_DE = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
PAD, START, END, UNKNOWN = range(4)


def english(n, with_and=True, hyphen=True):
    """Of 0 to 999,999: "forty-two thousand one hundred and seven"."""
    if n >= 1000:
        rest = n % 1000
        glue = " and " if with_and and 0 < rest < 100 else " "
        tail = glue + english(rest, with_and, hyphen) if rest else ""
        return english(n // 1000, with_and, hyphen) + " thousand" + tail
    if n >= 100:
        rest = n % 100
        glue = " and " if with_and else " "
        return ONES_EN[n // 100] + " hundred" + (glue + english(rest, with_and, hyphen) if rest else "")
    if n < 20:
        return ONES_EN[n]
    ones = ("-" if hyphen else " ") + ONES_EN[n % 10] if n % 10 else ""
    return TENS_EN[n // 10 - 2] + ones


def german(n):
    """The pieces of the one German word: zwei, und, vierzig, tausend, ein, hundert, sieben."""
    if n == 0:
        return ["null"]
    return _german(n, True)


def _german(n, last):
    if n >= 1000:
        rest = n % 1000
        return _german(n // 1000, False) + ["tausend"] + (_german(rest, last) if rest else [])
    if n >= 100:
        rest = n % 100
        return [ONES_DE[n // 100], "hundert"] + (_german(rest, last) if rest else [])
    if n < 20:
        return ["eins" if n == 1 and last else ONES_DE[n]]
    tens = [TENS_DE[n // 10 - 2]]
    return [ONES_DE[n % 10], "und"] + tens if n % 10 else tens


def vocabulary():
    """All pieces by id; those that go on a word begin with ##."""
    german_pieces = ONES_DE + ["eins"] + TENS_DE + ["und", "hundert", "tausend"]
    words = ["[PAD]", "[START]", "[END]", "[UNK]", "-"]
    words += ONES_EN + TENS_EN + ["hundred", "thousand", "and"]
    words += [w for w in german_pieces if w not in words]
    words += ["##" + w for w in german_pieces]
    return words


def tokenizer(words):
    """tokenizer.json: lower case, words and hyphens, word pieces; sources end with [END]."""
    special = [{"id": i, "content": words[i], "single_word": False, "lstrip": False, "rstrip": False,
                "normalized": False, "special": True} for i in range(4)]
    template = {"type": "TemplateProcessing",
                "single": [{"Sequence": {"id": "A", "type_id": 0}},
                           {"SpecialToken": {"id": "[END]", "type_id": 0}}],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}},
                         {"Sequence": {"id": "B", "type_id": 0}},
                         {"SpecialToken": {"id": "[END]", "type_id": 0}}],
                "special_tokens": {"[END]": {"id": "[END]", "ids": [END], "tokens": ["[END]"]}}}
    return json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": False,
                       "strip_accents": False, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": template,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": False},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {w: i for i, w in enumerate(words)}},
    }, ensure_ascii=False, indent=1)


def source_ids(text, ids):
    """As the tokenizer does it; English words are whole pieces."""
    return [ids.get(w, UNKNOWN) for w in text.replace("-", " - ").split()] + [END]


def target_ids(pieces, ids):
    return [ids[p if i == 0 else "##" + p] for i, p in enumerate(pieces)]
