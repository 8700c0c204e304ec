"""Write SVG: elements, text, and the style that turns a picture dark with its reader."""

from html import escape

from scp_centre.centre.pictures.tokens import DARK, FONT, GROUND, INK


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return one element; underscores in attribute names become hyphens."""
    parts = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{parts}>{content}</{name}>" if content else f"<{name}{parts}/>"


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """Return a label; with halo=True it stays readable on a band."""
    style = {"font_size": 12, "fill": INK} | attributes
    if style.pop("halo", False):
        style |= {"stroke": GROUND, "stroke_width": 3, "paint_order": "stroke"}
    return element("text", escape(words), x=round(x, 1), y=round(y, 1), **style)


def document(width: float, height: float, body: str, title: str, description: str = "") -> str:
    """Return a whole picture with its title and description for readers who do not see it.

    One that holds links is a group of them: within an image nothing could be reached by keyboard.
    """
    role = "group" if "<a " in body else "img"
    head = element("title", escape(title)) + element("desc", escape(description or title))
    ground = element("rect", width="100%", height="100%", fill=GROUND)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="{FONT}" role="{role}">'
        f"{head}{ground}{body}</svg>"
    )


def with_dark_mode(picture: str) -> str:
    """Return the picture with a style that swaps its colours where the reader prefers dark."""
    rules = "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}'
        for light, dark in DARK.items()
    )
    style = f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"
    start = picture.index(">", picture.index("<svg")) + 1
    return picture[:start] + style + picture[start:]


def shorten(words: str, most: int) -> str:
    """Cut a label, so that it fits."""
    if len(words) <= most:
        return words
    return words[: most - 1].rstrip(" ,;") + "…"
