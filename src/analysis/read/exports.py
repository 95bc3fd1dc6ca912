"""Exports of news archives, cut into their articles: Nexis, Factiva and ProQuest.

The layouts are those that LexisNexisTools (lnt_read), Nexis_uni_parser, tm.plugin.factiva,
factiva_parser, metaknowledge (isProQuestFile) and pq_parser read, and their documentation names. An
article begins or ends with a mark of its archive; lines of fields stand around its text. Field
lines stay in the text with the kind `field`, so that the reader sees what was set aside; what they
say goes to title, outlet, day, byline and section.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import takewhile

from analysis.read.columns import with_kinds
from analysis.tables.resources import load_lexicon

_OLD_NEXIS = re.compile(r"^\s*\d+ of \d+ DOCUMENTS?\s*$")
_NEXIS_END = re.compile(r"^\s*End of Document\s*$")
_FACTIVA_END = re.compile(r"^\s*(?:AN\s+)?Document [A-Za-z]{2,}\w*\d{6,}\w*\s*$")
_PROQUEST_RULE = re.compile(r"^\s*_{20,}\s*$")
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


@cache
def _load_fields(layout: str) -> frozenset[str]:
    """The names of an archive's fields (see lexicons/archive_fields.csv)."""
    table = load_lexicon("archive_fields")
    return frozenset(table.loc[table["layout"] == layout, "field"])


def split_export(text: str) -> list[dict]:
    """The articles of an archive's export, in order; none when the text is no export.

    Returns: for each article text and kinds (see columns.with_kinds), and of title, outlet,
    published, author and section those that its fields name.

    >>> lines = ["1 of 1 DOCUMENTS", "The Post", "May 4, 2021 Tuesday", "Quay sold",
    ...          "LENGTH: 9 words", "The quay was sold.", "LANGUAGE: ENGLISH"]
    >>> [(a["title"], a["outlet"], a["published"]) for a in split_export("\\n\\n".join(lines))]
    [('Quay sold', 'The Post', 'May 4, 2021 Tuesday')]
    """
    lines = [line.strip("\ufeff\f ") for line in text.replace("\f", "\n").split("\n")]
    for divide, read in _find_layout(lines):
        found = [article for part in divide(lines) if (article := read(part))]
        if found:
            return found
    return []


def _find_layout(lines: Lines) -> Iterator[tuple[Callable, Callable]]:
    """How the export is divided, and how its articles are read."""
    if any(map(_OLD_NEXIS.match, lines)):
        yield lambda all_: _divide_at(all_, _OLD_NEXIS), _read_old_nexis
    heads = any(re.match(r"^(?:Length|Section|Byline|Load-Date):", line) for line in lines)
    if any(map(_NEXIS_END.match, lines)) or heads and "Body" in lines:
        yield lambda all_: _divide_after(all_, _NEXIS_END), _read_nexis
    if any(map(_FACTIVA_END.match, lines)):
        yield lambda all_: _divide_after(all_, _FACTIVA_END), _read_factiva
    ruled = any(map(_PROQUEST_RULE.match, lines))
    if ruled and sum(bool(_PROQUEST_FIELD.match(line)) for line in lines) > 1:
        yield lambda all_: _divide_at(all_, _PROQUEST_RULE), _read_proquest


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
    lines = [("headline", meta["title"])] if meta.get("title") else []
    lines += [("field", line.strip()) for line in head if line.strip()]
    lines += [("paragraph", line) for line in paragraphs]
    lines += [("field", line.strip()) for line in tail if line.strip()]
    named = {key: " ".join(value.split()) for key, value in meta.items() if value}
    return with_kinds(named, lines)


def _join_paragraphs(lines: Lines) -> Lines:
    """Paragraphs of lines: blank lines part them; where there is none, every line is one.

    A line that breaks off in mid-sentence goes on in the next, as old exports wrap them.
    """
    paragraphs: Lines = []
    fresh = True
    for line in (line.strip() for line in lines):
        if not line:
            fresh = True
        elif fresh or not paragraphs or not _breaks_off(paragraphs[-1], line):
            paragraphs.append(line)
            fresh = False
        else:
            paragraphs[-1] += f" {line}"
    return paragraphs


def _breaks_off(line: str, following: str) -> bool:
    wrapped = len(line.rsplit("\n", 1)[-1]) > 50
    ended = re.search(r"[.!?:][\"'”’)]*$", line)
    return bool(wrapped and (not ended or following[0].islower()))


def _read_old_nexis(lines: Lines) -> dict | None:
    """An article between `n of m DOCUMENTS`: outlet, day, headline, fields, text, fields."""
    full = [line for line in lines if line]
    dated = next((k for k, line in enumerate(full[:6]) if _is_date(line)), -1)
    fields, at = {}, 0
    for at, line in enumerate(lines):
        key, value = _read_field(line)
        if key in _load_fields("nexis head"):
            fields[key] = value or _continued(lines, at)
            last = at
    if not fields:
        return None
    headed = [
        k for k, line in enumerate(lines) if _read_field(line)[0] in _load_fields("nexis head")
    ]
    end = next((k for k in range(headed[-1], len(lines)) if _is_tail(lines[k])), len(lines))
    inner = [k for k in headed if k < end]
    last = inner[-1]
    start = last + 1
    while start < end and lines[start]:
        start += 1  # a field goes on up to a blank line
    first = lines.index(full[dated]) + 1 if dated >= 0 else 0
    title = " ".join(line for line in lines[first : inner[0]] if line)
    outlet = next((line for line in full[: max(dated, 0)] if not _COPYRIGHT.match(line)), "")
    meta = {
        "title": title,
        "outlet": outlet,
        "published": full[dated] if dated >= 0 else "",
        "author": fields.get("byline", ""),
        "section": fields.get("section", ""),
    }
    return _make(meta, lines[inner[0] : start], lines[start:end], lines[end:])


def _continued(lines: Lines, at: int) -> str:
    return lines[at + 1] if at + 1 < len(lines) else ""


def _is_date(line: str) -> bool:
    return bool(_DATE.search(line) and re.search(r"\b\d{4}\b", line)) and len(line) < 80


def _is_tail(line: str) -> bool:
    field = _read_field(line)[0] in _load_fields("nexis tail")
    return field or bool(_COPYRIGHT.match(line)) or line == "Classification"


def _read_field(line: str) -> tuple[str, str]:
    match = _FIELD.match(line)
    return (match[1].strip().lower(), match[2].strip()) if match else ("", "")


def _read_nexis(lines: Lines) -> dict | None:
    """An article of Nexis Uni: headline, outlet, day, fields, `Body`, text, fields.

    What stands before the first headline, a cover with a list of all articles, has no `Body`.
    """
    if "Body" not in lines:
        return None
    start = lines.index("Body")
    head = lines[:start]
    cover = [k for k, line in enumerate(head) if re.match(r"^(?:Client/Matter|Page \d+ of)", line)]
    head = head[cover[-1] + 1 :] if cover else head
    full = [line for line in head if line]
    dated = next((k for k, line in enumerate(full) if k and _is_date(line)), -1)
    if dated < 0:
        return None
    fields = dict(map(_read_field, full[dated + 1 :]))
    end = next((k for k in range(start + 1, len(lines)) if _ends_nexis(lines[k])), len(lines))
    meta = {
        "title": " ".join(full[: max(1, dated - 1)]),
        "outlet": full[dated - 1] if dated > 1 else "",
        "published": full[dated],
        "author": fields.get("byline", ""),
        "section": fields.get("section", ""),
    }
    return _make(meta, full[dated + 1 :], lines[start + 1 : end], lines[end:])


def _ends_nexis(line: str) -> bool:
    return _is_tail(line) or bool(_NEXIS_END.match(line))


def _read_factiva(lines: Lines) -> dict | None:
    """An article of Factiva, with two-letter codes before its fields or without them."""
    if any(re.match(r"^\s*(?:HD|LP|TD)(?:\s|$)", line) for line in lines):
        return _read_factiva_codes(lines)
    full = [k for k, line in enumerate(lines) if line]
    counted = next((k for k in full if _WORDS.match(lines[k])), -1)
    if counted < 0:
        return None
    before = [lines[k] for k in full if k < counted]
    after = [k for k in full if k > counted]
    # After the number of words: day, time?, outlet, code, edition?, page?, language, copyright.
    rights = next((k for k in after[:10] if _COPYRIGHT.match(lines[k])), -1)
    last = rights if rights >= 0 else next((k for k in after[:8] if not lines[k + 1]), counted)
    fields = [lines[k] for k in after if k <= last]
    dated = next((k for k, line in enumerate(fields) if _is_date(line)), -1)
    rest = [
        line
        for line in fields[dated + 1 :]
        if not re.match(r"^\d{1,2}:\d\d\b", line) and not _COPYRIGHT.match(line)
    ]
    headed = before[-2:-1] or before[-1:]
    byline = before[-1] if len(before) > 1 and len(before[-1].split()) < 9 else ""
    section = before[0] if len(before) > 2 and len(before[0].split()) < 5 else ""
    if not byline:
        headed = before[-1:]
    start = last + 1
    end = next((k for k in range(start, len(lines)) if _FACTIVA_END.match(lines[k])), len(lines))
    meta = {
        "title": headed[0] if headed else "",
        "outlet": rest[0] if rest else "",
        "published": fields[dated] if dated >= 0 else "",
        "author": re.sub(r"^[Bb]y ", "", byline),
        "section": section,
    }
    head = [byline, lines[counted], *fields]
    return _make(meta, head, lines[start:end], lines[end:])


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
    whole = {key: " ".join(part for part in value if part) for key, value in fields.items()}
    body = [*fields.get("LP", []), "", *fields.get("TD", []), "", *fields.get("TX", [])]
    meta = {
        "title": whole.get("HD", ""),
        "outlet": whole.get("SN", ""),
        "published": whole.get("PD", ""),
        "author": re.sub(r"^[Bb]y ", "", whole.get("BY", "")),
        "section": whole.get("SE", ""),
    }
    kept = ("BY", "WC", "PD", "SN", "SC", "PG", "LA", "CY")
    head = [f"{key} {whole[key]}" for key in kept if whole.get(key)]
    tail = [f"{key} {whole[key]}" for key in ("CO", "IN", "NS", "RE", "AN") if whole.get(key)]
    return _make(meta, head, body, tail)


def _read_proquest(lines: Lines) -> dict | None:
    """An article of ProQuest: title, `Key: value` lines, `Full text:` and more such lines."""
    start = next((k for k, line in enumerate(lines) if line.startswith("Full text:")), -1)
    if start < 0:
        return None
    end = next((k for k in range(start + 1, len(lines)) if _ends_proquest(lines[k])), len(lines))
    fields: dict[str, str] = {}
    for line in lines[:start] + lines[end:]:
        key, value = _read_field(line)
        if key and value:
            fields.setdefault(key, value)
    named = [
        line
        for line in takewhile(lambda line: not _read_field(line)[1], lines)
        if line and not re.match(r"^(?:Document|Record) \d+ of \d+$", line)
    ]
    info = fields.get("publication info", "")
    meta = {
        "title": fields.get("title") or " ".join(named),
        "outlet": fields.get("publication title") or re.split(r" ?[;:,(\[]", info)[0],
        "published": fields.get("publication date") or _date_in(info),
        "author": fields.get("author") or fields.get("credit", ""),
        "section": fields.get("section", ""),
    }
    first = lines[start].removeprefix("Full text:").strip()
    head = [line for line in lines[:start] if line not in named]
    return _make(meta, head, [first, *lines[start + 1 : end]], lines[end:])


def _ends_proquest(line: str) -> bool:
    return _read_field(line)[0] in _load_fields("proquest tail") or bool(_PROQUEST_RULE.match(line))


def _date_in(info: str) -> str:
    match = re.search(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}", info)
    return match[0] if match else ""
