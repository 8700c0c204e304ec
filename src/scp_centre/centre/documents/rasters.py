"""Pictures as PNG, for documents that cannot hold SVG."""

from functools import cache


@cache
def _prepare() -> None:
    import vl_convert

    from scp_centre.centre.typeface import font_folders

    for folder in font_folders():
        vl_convert.register_font_directory(folder)


def png_of(svg: str, scale: float = 1.6) -> bytes:
    """Return the picture as PNG."""
    import vl_convert

    _prepare()
    return bytes(vl_convert.svg_to_png(svg, scale=scale))
