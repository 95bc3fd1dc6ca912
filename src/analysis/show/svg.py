"""A drawing of matplotlib in the colours of the page it stands on."""

from __future__ import annotations

import re

from analysis.show.axes import SIDE_COLOURS


def theme_svg(source: str, name: str, alt: str) -> str:
    """matplotlib's SVG with attributes for styles, the page's colours, own ids, no metadata, no
    xlink.
    """
    from xml.etree import ElementTree

    root = ElementTree.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", source))
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag.endswith(("}metadata", "}style"))]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.tail, element.text = (
            None,
            element.text if element.tag in ("text", "tspan") else None,
        )
        old = dict(element.attrib)
        styles = [
            part.partition(":")[::2] for part in old.pop("style", "").split(";") if part.strip()
        ]
        element.attrib.clear()
        for key, value in [*old.items(), *styles]:
            key = key.strip().rpartition("}")[2]
            value = re.sub(r"(\.\d\d)\d+", r"\1", " ".join(value.split()))
            if key in ("fill", "stroke"):
                value = re.sub("^#([0-9a-f]{6})$", _theme_colour, value)
            if key in ("href", "clip-path") or value.startswith("url("):
                value = value.replace("#", f"#{name}-")
            if (
                key != "font-family"
                and not value.startswith("rotate(-0 ")
                and (key, element.tag) != ("id", "g")
            ):
                element.set(key, f"{name}-{value}" if key == "id" else value)
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.attrib |= {
        "role": "img",
        "aria-label": alt,
        "fill": "currentColor",
        "stroke-linejoin": "round",
    }
    return re.sub(
        r"<g>(<[^<>]*/>|<text[^<>]*>[^<]*</text>)</g>", r"\1", ElementTree.tostring(root, "unicode")
    )


def _theme_colour(found: re.Match[str]) -> str:
    """A colour of the page where it has one (sides, text, lines, paper); else itself, lighter on a
    dark page.
    """
    import colorsys

    colour, channels = found[0], [int(found[1][i : i + 2], 16) for i in (0, 2, 4)]
    if colour in SIDE_COLOURS:
        return f"var(--{'ab'[SIDE_COLOURS.index(colour)]}, {colour})"
    if max(channels) - min(channels) > 12:
        hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in channels))
        light = [
            round(255 * channel)
            for channel in colorsys.hls_to_rgb(hue, max(lightness, 0.65), saturation)
        ]
        return f"light-dark({colour}, #{bytes(light).hex()})"
    grey = channels[0]
    if grey < 80:
        return "currentColor"
    return f"var(--{'muted' if grey < 170 else 'rule' if grey < 240 else 'bg'}, {colour})"
