"""Texts and settings that no event can have, each with words of its message."""

from __future__ import annotations

BODY = (
    "The ferry to Lowmoor was sold last night to a bank that nobody in the town had ever heard of."
)
TEXT = f"Ferry sold\n\n{BODY} “It’s gone,” he said. Café.\n"
BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\r\n", "is empty"),
    "only a mark": (b"\xef\xbb\xbf", "is empty"),
    "no word": ("“…” — !".encode(), "holds no word"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "byte 0 is not UTF-8"),
    "NUL": (b"The pier\x00 was sold.", "NUL bytes"),
    "UTF-16 without its mark": (TEXT[:12].encode("utf-16-le"), "NUL bytes"),
    "Mac": ("The caf\x8e was sold.".encode("latin-1"), "byte 7 is not UTF-8"),
    "cut-off UTF-8": ("The café".encode()[:-1], "byte 7 is not UTF-8"),
    "cut-off UTF-16": (TEXT.encode("utf-16")[:-1], "not UTF-16"),
}
ONE = '[[sides]]\nlabel = "A"\n[[sides.articles]]\nid = "a"\nfile = "a.txt"\n'
TWO = ONE.replace('"A"', '"B"').replace('"a"', '"b"')
SETTINGS = {
    "malformed": ('title = "x"\nlanguage = "en\n' + ONE, r"not readable as TOML: .*line 2"),
    "not text": (b"\xff\xfe\x00t", "not readable as TOML"),
    "empty": ("", "at the top: 'title' is a required property"),
    "title is a number": (
        "title = 5\n" + ONE + TWO,
        "at title: 5 is not of type 'string'; expected is title =",
    ),
    "no sides": ('title = "x"', r"'sides' is a required property; expected is a title and two"),
    "one side": (
        'title = "x"\n' + ONE,
        r"at sides: 1 found; expected is two or more \[\[sides\]\]",
    ),
    "a key that is none": (
        'title = "x"\n' + ONE + TWO.replace("label", "lable"),
        "at sides.1.: no key 'lable' there; did you mean 'label'",
    ),
    "a source without path": (
        'title = "x"\n' + ONE + '[[sides]]\nlabel = "B"\n[[sides.sources]]\nby = "x"',
        "'path' is a required",
    ),
    "sides are words": ('title = "x"\nsides = ["A", "B"]', r"\[\[sides\]\]"),
    "no label": (
        'title = "x"\n' + ONE + TWO.replace('label = "B"', ""),
        r"at sides\[1\]: 'label' is a required",
    ),
    "blank label": (
        'title = "x"\n' + ONE + TWO.replace('"B"', '" "'),
        r"at sides\[1\].label: .*side's name",
    ),
    "same label": ('title = "x"\n' + ONE + TWO.replace('"B"', '"A"'), "label 'A' is used twice"),
    "no article": (
        'title = "x"\n' + ONE + '[[sides]]\nlabel = "B"',
        r"at sides\[1\]: neither articles nor sources",
    ),
    "articles are words": (
        'title = "x"\n' + ONE + '[[sides]]\nlabel = "B"\narticles = ["b.txt"]',
        r"articles\[0\]: 'b.txt'",
    ),
    "articles are one table": (
        'title = "x"\n' + ONE + TWO.replace("[[sides.articles]]", "[sides.articles]"),
        r"at sides\[1\].articles: .*at least one",
    ),
    "no id": (
        'title = "x"\n' + ONE + TWO.replace('id = "b"', ""),
        r"at sides\[1\].articles\[0\]: 'id' is a required",
    ),
    "no file": (
        'title = "x"\n' + ONE + TWO.replace('file = "a.txt"', ""),
        r"at sides\[1\].articles\[0\]: 'file' is a required",
    ),
    "same id": ('title = "x"\n' + ONE + TWO.replace('"b"', '"a"'), "id 'a' is used twice"),
    "hash is a number": ('title = "x"\n' + ONE + "sha256 = 5\n" + TWO, "sha256"),
    "other language": (
        'title = "x"\nlanguage = "fr"\n' + ONE + TWO,
        "at language: 'en' was expected; .*English only",
    ),
}
