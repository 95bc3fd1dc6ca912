"""Exports of news archives, cut into their articles: Nexis, Factiva and ProQuest.

The layouts are those that LexisNexisTools (lnt_read), Nexis_uni_parser, tm.plugin.factiva,
factiva_parser, metaknowledge (isProQuestFile) and pq_parser read, and their documentation names. An
article begins or ends with a mark of its archive; lines of fields stand around its text. Field
lines stay in the text with the kind `field`, so that the reader sees what was set aside; what they
say goes to title, outlet, day, byline and section.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from analysis.read.columns import with_kinds
from analysis.tables.resources import load_lexicon

_OLD_NEXIS = re.compile(r"^\s*\d+ of \d+ DOCUMENTS?\s*$")
_NEXIS_END = re.compile(r"^\s*End of Document\s*$")
_FACTIVA_END = re.compile(r"^\s*(?:AN\s+)?Document [A-Za-z]{2,}\w*\d{6,}\w*\s*$")
_PROQUEST_RULE = re.compile(r"^\s*_{20,}\s*$")
_SIGNS = ("DOCUMENT", "Document", "Body", "_" * 20)  # of which every layout has one
_PROQUEST_FIELD = re.compile(
    r"^(?:Full text|Publication title|Publication info|ProQuest document ID|Document URL|"
    r"Publication date|Last updated|Database)\s*:"
)
_FIELD = re.compile(r"^\s*([A-Z][A-Za-z -]{1,40}):\s*(.*)$")
_DATE = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"^\s*[\d,]+ words\s*$")
_COPYRIGHT = re.compile(
    r"^\s*(?:copyright (?:©|\(c\)|\d{4})|© ?\d{4}|\(c\) ?(?:copyright )?\d{4}|all rights reserved)",
    re.IGNORECASE,
)
_FACTIVA_LINE = re.compile(r"^\s*([A-Z]{2,3})(?:\t|\s{1,}|$)(.*)$")
Lines = list[str]
Reader = Callable[[Lines], dict | None]
_NEXIS_HEAD = re.compile(r"^(?:Length|Section|Byline|Load-Date):")
_COVER = re.compile(r"^(?:Client/Matter|Page \d+ of)")
_CODE = re.compile(r"^\s*(?:HD|LP|TD)(?:\s|$)")
_TIME = re.compile(r"^\d{1,2}:\d\d\b")
_NUMBERED = re.compile(r"^(?:Document|Record) \d+ of \d+$")
_YEAR = re.compile(r"\b\d{4}\b")
_LAST_STOP = re.compile(r"[.!?:][\"'”’)]*$")
_TEXT_FIELD = "Full text:"
_BY = re.compile(r"^[Bb]y ")
_WRAPPED = 50  # characters of a line that may have been wrapped


@cache
def _load_fields(layout: str) -> frozenset[str]:
    """The names of an archive's fields (see lexicons/archive_fields.csv)."""
    table = load_lexicon("archive_fields")
    return frozenset(table.loc[table["layout"] == layout, "field"])


def split_export(text: str) -> list[dict]:
    """Cut an archive's export into its articles.

    Parameters
    ----------
    text : of the file.

    Returns
    -------
    For each article in order text, kinds (see columns.with_kinds), and of title, outlet, published,
    author and section those that its fields name; none where the text is no export.

    Examples
    --------
    >>> lines = ["1 of 1 DOCUMENTS", "The Post", "May 4, 2021 Tuesday", "Quay sold",
    ...          "LENGTH: 9 words", "The quay was sold.", "LANGUAGE: ENGLISH"]
    >>> [(a["title"], a["outlet"], a["published"]) for a in split_export("\\n\\n".join(lines))]
    [('Quay sold', 'The Post', 'May 4, 2021 Tuesday')]
    """
    if not any(sign in text for sign in _SIGNS):  # most files
        return []
    lines = [line.strip("\ufeff\f ") for line in text.replace("\f", "\n").split("\n")]
    for parts, read in _find_layouts(lines):
        found = list(filter(None, map(read, parts)))
        if found:
            return found
    return []


def _find_layouts(lines: Lines) -> Iterator[tuple[list[Lines], Reader]]:
    """The layouts that the export may have: its parts, and how an article of them is read."""
    if _has(lines, _OLD_NEXIS):
        yield _divide_at(lines, _OLD_NEXIS), _read_old_nexis
    if _has(lines, _NEXIS_END) or "Body" in lines and _has(lines, _NEXIS_HEAD):
        yield _divide_after(lines, _NEXIS_END), _read_nexis
    if _has(lines, _FACTIVA_END):
        yield _divide_after(lines, _FACTIVA_END), _read_factiva
    if _has(lines, _PROQUEST_RULE):
        fields = [line for line in lines if _PROQUEST_FIELD.match(line)]
        if len(fields) > 1:
            yield _divide_at(lines, _PROQUEST_RULE), _read_proquest


def _has(lines: Lines, pattern: re.Pattern[str]) -> bool:
    return any(map(pattern.match, lines))


def _find_first(lines: Lines, question: Callable[[str], object], begin: int = 0) -> int:
    """The number of the first line of which a question holds, -1 for none."""
    for k in range(begin, len(lines)):
        if question(lines[k]):
            return k
    return -1


def _find_end(lines: Lines, question: Callable[[str], object], begin: int) -> int:
    """The number of the first line of which a question holds; that behind the last for none."""
    found = _find_first(lines, question, begin)
    return len(lines) if found < 0 else found


def _divide_at(lines: Lines, mark: re.Pattern[str]) -> list[Lines]:
    """The lines after each mark, up to the next."""
    parts: list[Lines] = []
    for line in lines:
        if mark.match(line):
            parts.append([])
        elif parts:
            parts[-1].append(line)
    return parts


def _divide_after(lines: Lines, mark: re.Pattern[str]) -> list[Lines]:
    """The lines up to each mark, and those after the last."""
    parts: list[Lines] = [[]]
    for line in lines:
        parts[-1].append(line)
        if mark.match(line):
            parts.append([])
    return parts


def _make(meta: dict, head: Lines, body: Lines, tail: Lines) -> dict | None:
    """An article of its parts; None where no text is left."""
    paragraphs = _join_paragraphs(body)
    if not paragraphs:
        return None
    title = meta.get("title")
    lines = [("headline", title)] if title else []
    lines += _list_fields(head)
    lines += [("paragraph", line) for line in paragraphs]
    lines += _list_fields(tail)
    named = {}
    for key, value in meta.items():
        if value:
            named[key] = " ".join(value.split())
    return with_kinds(named, lines)


def _list_fields(lines: Lines) -> list[tuple[str, str]]:
    bare = [line.strip() for line in lines]
    return [("field", line) for line in bare if line]


def _join_paragraphs(lines: Lines) -> Lines:
    """Paragraphs of lines: blank lines part them; where there is none, every line is one.

    A line that breaks off in mid-sentence goes on in the next, as old exports wrap them.
    """
    paragraphs: Lines = []
    fresh = True
    for line in map(str.strip, lines):
        if not line:
            fresh = True
        elif fresh or not _breaks_off(paragraphs[-1], line):
            paragraphs.append(line)
            fresh = False
        else:
            paragraphs[-1] += f" {line}"
    return paragraphs


def _breaks_off(line: str, following: str) -> bool:
    last = line.rsplit("\n", 1)[-1]
    if len(last) <= _WRAPPED:
        return False
    return following[0].islower() or not _LAST_STOP.search(line)


def _read_old_nexis(lines: Lines) -> dict | None:
    """An article between `n of m DOCUMENTS`: outlet, day, headline, fields, text, fields."""
    fields: dict[str, str] = {}
    headed = []  # numbers of the lines of fields
    for at, line in enumerate(lines):
        key, value = _read_field(line)
        if key in _load_fields("nexis head"):
            fields[key] = value or _continued(lines, at)
            headed.append(at)
    if not headed:
        return None
    end = _find_end(lines, _is_tail, headed[-1])
    inner = [k for k in headed if k < end]
    start = inner[-1] + 1
    while start < end and lines[start]:
        start += 1  # a field goes on up to a blank line
    day, outlet, first = _read_old_head(lines)
    title = " ".join(filter(None, lines[first : inner[0]]))
    meta = {
        "title": title,
        "outlet": outlet,
        "published": day,
        "author": fields.get("byline", ""),
        "section": fields.get("section", ""),
    }
    return _make(meta, lines[inner[0] : start], lines[start:end], lines[end:])


def _read_old_head(lines: Lines) -> tuple[str, str, int]:
    """The day and the outlet before an article, '' for none; and the first line behind them."""
    full = [line for line in lines if line]
    dated = _find_first(full[:6], _is_date)
    if dated < 0:
        return "", "", 0
    day = full[dated]
    outlets = [line for line in full[:dated] if not _COPYRIGHT.match(line)]
    outlet = outlets[0] if outlets else ""
    return day, outlet, lines.index(day) + 1


def _continued(lines: Lines, at: int) -> str:
    return lines[at + 1] if at + 1 < len(lines) else ""


def _is_date(line: str) -> bool:
    if len(line) >= 80:
        return False
    return bool(_DATE.search(line) and _YEAR.search(line))


def _is_tail(line: str) -> bool:
    if line == "Classification" or _COPYRIGHT.match(line):
        return True
    field, _ = _read_field(line)
    return field in _load_fields("nexis tail")


def _read_field(line: str) -> tuple[str, str]:
    match = _FIELD.match(line)
    if not match:
        return "", ""
    name, value = match.groups()
    return name.strip().lower(), value.strip()


def _read_nexis(lines: Lines) -> dict | None:
    """An article of Nexis Uni: headline, outlet, day, fields, `Body`, text, fields.

    What stands before the first headline, a cover with a list of all articles, has no `Body`.
    """
    if "Body" not in lines:
        return None
    start = lines.index("Body")
    full = [line for line in _drop_cover(lines[:start]) if line]
    dated = _find_first(full, _is_date, 1)
    if dated < 0:
        return None
    named = full[dated + 1 :]
    fields = dict(map(_read_field, named))
    start += 1
    end = _find_end(lines, _ends_nexis, start)
    meta = {
        "title": " ".join(full[: max(1, dated - 1)]),
        "outlet": full[dated - 1] if dated > 1 else "",
        "published": full[dated],
        "author": fields.get("byline", ""),
        "section": fields.get("section", ""),
    }
    return _make(meta, named, lines[start:end], lines[end:])


def _drop_cover(head: Lines) -> Lines:
    """The lines behind a cover with a list of all articles."""
    cover = [k for k, line in enumerate(head) if _COVER.match(line)]
    return head[cover[-1] + 1 :] if cover else head


def _ends_nexis(line: str) -> bool:
    return _is_tail(line) or _NEXIS_END.match(line) is not None


def _read_factiva(lines: Lines) -> dict | None:
    """An article of Factiva, with two-letter codes before its fields or without them."""
    if _has(lines, _CODE):
        return _read_factiva_codes(lines)
    counted = _find_first(lines, _WORDS.match)
    if counted < 0:
        return None
    title, byline, section = _read_factiva_head(lines[:counted])
    last = _find_last_field(lines, counted)
    fields = [line for line in lines[counted + 1 : last + 1] if line]
    dated = _find_first(fields, _is_date)
    rest = [line for line in fields[dated + 1 :] if not _is_time_or_copyright(line)]
    start = last + 1
    end = _find_end(lines, _FACTIVA_END.match, start)
    meta = {
        "title": title,
        "outlet": rest[0] if rest else "",
        "published": fields[dated] if dated >= 0 else "",
        "author": _BY.sub("", byline),
        "section": section,
    }
    head = [byline, lines[counted], *fields]
    return _make(meta, head, lines[start:end], lines[end:])


def _read_factiva_head(lines: Lines) -> tuple[str, str, str]:
    """Title, byline and section from the lines before the number of words, '' for none."""
    before = [line for line in lines if line]
    if not before:
        return "", "", ""
    many = len(before)
    last = before[-1]
    byline = last if many > 1 and len(last.split()) < 9 else ""
    title = before[-2] if byline else last
    section = before[0] if many > 2 and len(before[0].split()) < 5 else ""
    return title, byline, section


def _find_last_field(lines: Lines, counted: int) -> int:
    """The last line before the text, by a copyright or else by a blank line behind it.

    After the number of words: day, time?, outlet, code, edition?, page?, language, copyright.
    """
    after = [k for k in range(counted + 1, len(lines)) if lines[k]]
    for k in after[:10]:
        if _COPYRIGHT.match(lines[k]):
            return k
    for k in after[:8]:
        if not lines[k + 1]:
            return k
    return counted


def _is_time_or_copyright(line: str) -> bool:
    return bool(_TIME.match(line) or _COPYRIGHT.match(line))


def _read_factiva_codes(lines: Lines) -> dict | None:
    fields: dict[str, Lines] = {}
    code = ""
    for line in lines:
        match = _FACTIVA_LINE.match(line)
        if match and match[1] in _load_fields("factiva"):
            code = match[1]
            fields.setdefault(code, []).append(match[2].strip())
        elif code:
            fields[code].append(line)
    whole = {key: " ".join(filter(None, value)) for key, value in fields.items()}
    body = [*fields.get("LP", []), "", *fields.get("TD", []), "", *fields.get("TX", [])]
    meta = {
        "title": whole.get("HD", ""),
        "outlet": whole.get("SN", ""),
        "published": whole.get("PD", ""),
        "author": _BY.sub("", whole.get("BY", "")),
        "section": whole.get("SE", ""),
    }
    head = _show_codes(whole, ("BY", "WC", "PD", "SN", "SC", "PG", "LA", "CY"))
    tail = _show_codes(whole, ("CO", "IN", "NS", "RE", "AN"))
    return _make(meta, head, body, tail)


def _show_codes(fields: dict[str, str], codes: Iterable[str]) -> Lines:
    """The lines of some fields, each with its code."""
    return [f"{code} {fields[code]}" for code in codes if fields.get(code)]


def _read_proquest(lines: Lines) -> dict | None:
    """An article of ProQuest: title, `Key: value` lines, `Full text:` and more such lines."""
    start = _find_first(lines, _opens_text)
    if start < 0:
        return None
    end = _find_end(lines, _ends_proquest, start + 1)
    fields: dict[str, str] = {}
    for line in lines[:start] + lines[end:]:
        key, value = _read_field(line)
        if key and value:
            fields.setdefault(key, value)
    named = _list_title_lines(lines)
    info = fields.get("publication info", "")
    meta = {
        "title": fields.get("title") or " ".join(named),
        "outlet": fields.get("publication title") or re.split(r" ?[;:,(\[]", info)[0],
        "published": fields.get("publication date") or _date_in(info),
        "author": fields.get("author") or fields.get("credit", ""),
        "section": fields.get("section", ""),
    }
    first = lines[start].removeprefix(_TEXT_FIELD).strip()
    head = [line for line in lines[:start] if line not in named]
    body = [first, *lines[start + 1 : end]]
    return _make(meta, head, body, lines[end:])


def _opens_text(line: str) -> bool:
    return line.startswith(_TEXT_FIELD)


def _list_title_lines(lines: Lines) -> Lines:
    """The lines before the first field, without the number of the document."""
    named = []
    for line in lines:
        _, value = _read_field(line)
        if value:
            break
        if line and not _NUMBERED.match(line):
            named.append(line)
    return named


def _ends_proquest(line: str) -> bool:
    field, _ = _read_field(line)
    return field in _load_fields("proquest tail") or _PROQUEST_RULE.match(line) is not None


def _date_in(info: str) -> str:
    match = re.search(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}", info)
    return match[0] if match else ""
