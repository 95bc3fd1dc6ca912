"""A drawing of matplotlib in the colours of the page it stands on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.show.axes import SIDE_COLOURS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def theme_svg(source: str, name: str, alt: str) -> str:
    """Give a drawing of matplotlib the colours of the page it stands on.

    Styles become attributes, ids begin with the name, and metadata and namespaces are left out.

    Parameters
    ----------
    source : matplotlib's SVG.
    name : a name that no other drawing of the page has.
    alt : the drawing in words.

    Returns
    -------
    SVG to be put into HTML.
    """
    from xml.etree import ElementTree

    legal = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", source)
    root = ElementTree.fromstring(legal)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith(("}metadata", "}style")):
                parent.remove(child)
    for element in root.iter():
        _theme_element(element, name)
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    look = {"fill": "currentColor", "stroke-linejoin": "round"}
    root.attrib |= {"role": "img", "aria-label": alt, **look}
    written = ElementTree.tostring(root, "unicode")
    # A group without attributes around one element has no effect.
    return re.sub(r"<g>(<[^<>]*/>|<text[^<>]*>[^<]*</text>)</g>", r"\1", written)


def _theme_element(element: Element, name: str) -> None:
    """An element without namespaces and white space, with attributes for styles."""
    element.tag = _drop_namespace(element.tag)
    element.tail = None
    if element.tag not in ("text", "tspan"):
        element.text = None
    old = dict(element.attrib)
    styles = old.pop("style", "").split(";")
    attributes = list(old.items())
    for style in styles:
        key, _, value = style.partition(":")
        if style.strip():
            attributes.append((key, value))
    element.attrib.clear()
    for key, value in attributes:
        key = _drop_namespace(key.strip())
        value = _theme_value(key, value, name)
        is_idle = key == "font-family" or value.startswith("rotate(-0 ")
        if is_idle or (key == "id" and element.tag == "g"):
            continue
        element.set(key, value)


def _drop_namespace(name: str) -> str:
    _, _, bare = name.rpartition("}")
    return bare


def _theme_value(key: str, value: str, name: str) -> str:
    """The value of an attribute: two decimal places, the page's colours, ids of this drawing."""
    line = " ".join(value.split())
    value = re.sub(r"(\.\d\d)\d+", r"\1", line)
    if key in ("fill", "stroke"):
        value = re.sub("^#([0-9a-f]{6})$", _theme_colour, value)
    if key in ("href", "clip-path") or value.startswith("url("):
        value = value.replace("#", f"#{name}-")
    return f"{name}-{value}" if key == "id" else value


def _theme_colour(found: re.Match[str]) -> str:
    """A colour of the page where it has one (sides, text, lines, paper); else itself, lighter on a
    dark page.
    """
    colour = found[0]
    if colour in SIDE_COLOURS:
        letter = "ab"[SIDE_COLOURS.index(colour)]
        return f"var(--{letter}, {colour})"
    channels = bytes.fromhex(found[1])
    if max(channels) - min(channels) > 12:
        return f"light-dark({colour}, #{_lighten(channels).hex()})"
    grey = channels[0]
    if grey < 80:
        return "currentColor"
    if grey < 170:
        return f"var(--muted, {colour})"
    if grey < 240:
        return f"var(--rule, {colour})"
    return f"var(--bg, {colour})"


def _lighten(channels: bytes) -> bytes:
    """A colour that can be seen on a dark page."""
    import colorsys

    red, green, blue = (channel / 255 for channel in channels)
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    lighter = colorsys.hls_to_rgb(hue, max(lightness, 0.65), saturation)
    return bytes(round(255 * channel) for channel in lighter)
