"""Hostile files cost their sender a sentence, and nobody else anything."""

import io
import os
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from struct import pack

import pytest

from scp_centre.centre.errors import (
    CostlyFileError,
    ReadersBusyError,
    UploadError,
)
from scp_centre.centre.foreign_files import Allowance, FileRefusal, read, read_xml, stream
from scp_centre.centre.foreign_files.frames import as_json, from_json
from scp_centre.centre.foreign_files.pool import MOST_FILES, Pool, shared_pool
from scp_centre.centre.foreign_files.process import ReadingProcess
from scp_centre.centre.pictures.photographs import small_picture

SHORT = Allowance(seconds=1.0, output=1024**2, patience=0.0)
CALM = Allowance(seconds=20.0, output=8 * 1024**2, patience=20.0)


def pdf_of(objects):
    """Return a PDF of objects, each the text between `obj` and `endobj`."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    out.write(trailer % (len(objects) + 1, start))
    return out.getvalue()


def stream_of(content, head=b""):
    packed = zlib.compress(content, 9)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        head,
        len(packed),
        packed,
    )


def slow_pdf():
    """Return a small PDF whose page says the same letter two million times."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream_of(b"BT /F 9 Tf " + b"(a) Tj " * 2_000_000 + b"ET"),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def workbook(sheet, strings="<sst/>"):
    """Return an XLSX whose only sheet is that XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/s.xml" ContentType="{kinds}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/></Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/s.xml"/>'
            f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/sharedStrings.xml": strings,
            "xl/worksheets/s.xml": sheet.replace("<worksheet", f'<worksheet xmlns="{main}"', 1),
        }
    )


LAUGHS = '<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def png(width, height):
    """Return the beginning of a picture that is as large as it says."""

    def part(kind, content):
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    head = part(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"\0" * 99)) + part(b"IEND", b"")
    )


def cells(count):
    return (
        "<worksheet><sheetData><row>" + "<c><v>1</v></c>" * count + "</row></sheetData></worksheet>"
    )


HOSTILE = {
    "a PDF of two million letters": ("pdf", slow_pdf, {"pages": 3}),
    "a PDF that is none": ("pdf", lambda: b"%PDF-1.4 nothing", {"pages": 3}),
    "a picture of 3,600 million pixels": ("picture", lambda: png(60_000, 60_000), {"widest": 2000}),
    "a ZIP of nothing wanted": ("archive", lambda: zipped({"a.txt": "a"}), {"endings": [".pdf"]}),
    "a workbook bomb": ("workbook", lambda: workbook("<worksheet>" + " " * 60_000_000), {}),
    "a workbook of a million columns": ("workbook", lambda: workbook(cells(1_000_000)), {}),
    "a workbook with entities": ("workbook", lambda: workbook(LAUGHS + "<worksheet/>"), {}),
    "shared strings with entities": (
        "workbook",
        lambda: workbook(cells(1), LAUGHS + "<sst>&b;</sst>"),
        {},
    ),
    "a column beyond the last": (
        "workbook",
        lambda: workbook(
            '<worksheet><sheetData><row r="1"><c r="ZZZZZ1"/></row></sheetData></worksheet>'
        ),
        {},
    ),
    "slides that are a bomb": (
        "slides",
        lambda: zipped({"[Content_Types].xml": "x", "ppt/slides/1.xml": b"\0" * 150_000_000}),
        {"footer": "F"},
    ),
    "XML with entities": ("xml", lambda: (LAUGHS + "<z>&b;</z>").encode(), {}),
    "XML of a million elements": ("xml", lambda: b"<a>" + b"<b/>" * 1_000_000 + b"</a>", {}),
    "XML a thousand deep": ("xml", lambda: b"<a>" * 1_000 + b"</a>" * 1_000, {}),
    "a feed with entities": ("feed", lambda: LAUGHS.encode() + b"<rss/>", {"most": 9}),
    "BibTeX of braces within braces": (
        "citations",
        lambda: b"@misc{a, title={" + b"{" * 50_000 + b"x" + b"}" * 50_000 + b"}}",
        {"kind": "bibtex"},
    ),
    "JSON of lists within lists": ("citations", lambda: b"[" * 500_000, {"kind": "csl"}),
    "a table that is a picture": ("table", lambda: png(9, 9), {}),
    "a table of 20,000 columns": ("table", lambda: b"," * 20_000, {}),
    "a table with a cell of a megabyte": ("table", lambda: b'a,b\n"' + b"x" * 1_000_000, {}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_refusal_and_the_next_file_is_read(name):
    reader, make, options = HOSTILE[name]
    with pytest.raises((FileRefusal, CostlyFileError)):
        list(stream(reader, make(), Allowance(3.0, 8 * 1024**2, 20.0), **options))
    assert list(stream("table", b"a,b\n1,2", CALM))[1] == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("reader", "content", "options"),
    [
        ("page", b"<div>" * 100_000 + b"<title>Deep</title>", {}),
        ("page", b"<" * 2_000_000, {}),
        ("page", b"<title>" + b"<b" * 1_000_000, {}),
        ("citations", b"@misc{a, title={" + b"{" * 100_000, {"kind": "bibtex"}),
        ("citations", b"@" * 200_000, {"kind": "bibtex"}),
        ("citations", b"%" * 1_000_000, {"kind": "endnote"}),
    ],
    ids=["deep", "signs", "tags", "braces", "ats", "percents"],
)
def test_what_looks_endless_is_read_or_refused_within_its_time(reader, content, options):
    try:
        read(reader, content, Allowance(10.0, 8 * 1024**2, 20.0), **options)
    except FileRefusal as refusal:
        assert refusal.kind == "unreadable"
    except CostlyFileError as error:
        assert error.cure


def test_a_reader_that_takes_too_long_is_ended_and_told():
    with pytest.raises(CostlyFileError, match="Reading the file takes longer than 1 s"):
        list(stream("pdf", slow_pdf(), Allowance(1.0, 1024**2, 20.0), pages=3))


def test_a_pdf_that_unpacks_to_too_much_is_told_as_costly_however_fast_the_machine():
    with pytest.raises(CostlyFileError):
        read("pdf", slow_pdf(), Allowance(60.0, 1024**2, 0.0), stranger=True, pages=3)


def test_an_answer_without_end_is_cut():
    with pytest.raises(CostlyFileError):
        list(stream("table", b"word,word\n" * 200_000, Allowance(20.0, 100_000, 20.0)))


def test_one_bomb_in_a_zip_is_named_and_the_rest_is_read():
    content = zipped(
        {"good.pdf": os.urandom(99), "bomb.pdf": b"\0" * 90_000_000, "__MACOSX/._x.pdf": b"x"}
    )
    found = list(stream("archive", content, CALM, endings=[".pdf"]))
    assert [part["name"] for part in found if isinstance(part, dict)] == ["good.pdf", "bomb.pdf"]
    assert [part["fault"] for part in found if isinstance(part, dict)] == ["", "too_large"]


def test_a_picture_too_large_is_refused_with_its_size():
    file = io.BytesIO(png(60_000, 60_000))
    file.size = 200
    with pytest.raises(UploadError, match="60,000 × 60,000 pixels"):
        small_picture(file)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits time only")
@pytest.mark.parametrize(
    "harm",
    ["bytearray(2 * 1024**3)", "open('/tmp/written-by-a-reader', 'w').write('x' * 9999)"],
    ids=["memory", "file"],
)
def test_a_reading_process_has_neither_more_memory_nor_files(harm):
    code = f"from scp_centre.centre.foreign_files.limits import *; limit_process(); {harm}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=os.environ | {"PYTHONPATH": "src"}
    )
    assert done.returncode != 0
    assert b"MemoryError" in done.stderr or done.returncode < 0 or b"OSError" in done.stderr


def test_a_reading_process_knows_no_secret_of_ours(monkeypatch):
    monkeypatch.setenv("SCP_SECRET_KEY", "not for readers")
    pool = Pool()
    try:
        with pool.lend(20.0) as process:
            list(process.ask("table", b"a,b", CALM, {}))
            environment = Path(f"/proc/{process.process.pid}/environ")
            if not environment.exists():
                pytest.skip("this system does not show environments")
            assert b"not for readers" not in environment.read_bytes()
    finally:
        pool.end()


def test_a_process_is_used_again_and_replaced_when_it_is_used_up_or_has_died():
    pool = Pool(most=1)
    try:
        seen = []
        for _ in range(3):
            with pool.lend(20.0) as process:
                list(process.ask("table", b"a,b", CALM, {}))
                seen.append(process.process.pid)
        assert len(set(seen)) == 1
        process.process.kill()
        process.process.wait()
        with pool.lend(20.0) as other:
            assert list(other.ask("table", b"a,b", CALM, {}))
        other.files = MOST_FILES
        with pool.lend(20.0) as last:
            last.files = MOST_FILES
        assert not last.is_alive
    finally:
        pool.end()


def test_strangers_never_hold_the_last_reader_and_the_line_is_bounded():
    pool = Pool(most=2, waiting=2)
    try:
        with pool.lend(0.0, stranger=True):
            with pytest.raises(ReadersBusyError):
                pool.lend(0.0, stranger=True).__enter__()
            with pool.lend(0.0), pytest.raises(ReadersBusyError) as caught:
                pool.lend(0.0).__enter__()
        assert caught.value.status == 503 and "minute" in caught.value.cure
        with pool.lend(0.0), pool.lend(0.0):
            pass
    finally:
        pool.end()


def test_strangers_share_no_process_with_anybody():
    pool = Pool()
    try:
        with pool.lend(20.0, stranger=True) as process:
            list(process.ask("table", b"a,b", CALM, {}))
        assert not process.is_alive
    finally:
        pool.end()


@pytest.mark.django_db
def test_pages_are_answered_while_eight_strangers_send_slow_files(client):
    content, answers = slow_pdf(), []

    def send():
        try:
            read("pdf", content, Allowance(4.0, 1024**2, 0.5), stranger=True, pages=3)
        except Exception as error:
            answers.append(error)

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    while not answers:  # the readers are at work, and somebody has been told already
        time.sleep(0.01)
    assert client.get("/clearinghouse/").status_code == 200
    assert list(stream("table", b"a,b", CALM))  # staff go on
    for sender in senders:
        sender.join()
    assert {type(error) for error in answers} == {ReadersBusyError, CostlyFileError}
    assert len(answers) == 8 and all(error.cure for error in answers)


def test_what_travels_between_the_processes_comes_back_as_it_was():
    from datetime import UTC, datetime, time

    told = [
        None,
        True,
        -5,
        2.5,
        "é\ud800",
        date(2026, 1, 31),
        datetime(2026, 1, 31, 9, 5, tzinfo=UTC),
    ]
    told += [time(9, 5), timedelta(hours=30), {"a": [1]}]
    assert from_json(as_json(told), dates=True) == told[:4] + ["é" + "�" * 3, *told[5:]]
    with pytest.raises(ValueError):
        from_json(b'{"$": "date", "v": "not a day"}', dates=True)


def test_xml_comes_back_as_elements():
    root = read_xml(b'<a x="1">t<b>u</b>v<c><d/></c>w</a>')
    assert (root.tag, root.attrib, root.text) == ("a", {"x": "1"}, "t")
    assert [(e.tag, e.text, e.tail) for e in root.iter()][1:] == [
        ("b", "u", "v"),
        ("c", None, "w"),
        ("d", None, None),
    ]


def test_a_fork_gets_readers_of_its_own():
    pool = shared_pool()
    pool.owner += 1  # as a child of this process would see it
    try:
        assert shared_pool() is not pool
    finally:
        pool.end()


# As strangers may write them: our own marks of dates, and names of our own arguments.
ODD_JSON = [
    '[{"$":"timedelta","v":1e300}]',
    '[{"$":"date","v":"2026-01-31"}]',
    '[{"$":"date","v":"no day"}]',
    '[{"title":{"$":"datetime","v":"2026-01-31"},"kind":"too_slow","why":1e999}]',
]


@pytest.mark.parametrize("said", ODD_JSON)
def test_what_strangers_write_as_json_stays_what_they_wrote(said):
    with suppress(FileRefusal):
        read("citations", said.encode(), CALM, kind="csl")
    found = read("page", f'<script type="application/ld+json">{said}</script>'.encode(), CALM)
    assert not any(isinstance(value, date | timedelta) for value in _values(found))


def _values(found):
    if isinstance(found, dict | list):
        for part in found.values() if isinstance(found, dict) else found:
            yield from _values(part)
    yield found


@pytest.mark.django_db
@pytest.mark.parametrize("said", ODD_JSON)
def test_odd_json_is_answered_on_the_page_of_suggestions(client, said):
    answer = client.post("/clearinghouse/suggest/", {"pasted": said})
    assert answer.status_code in (200, 422)


def test_a_process_that_closes_its_output_and_sleeps_holds_nobody():
    process = ReadingProcess()
    sleeper = "import os, time; os.close(1); time.sleep(60)"
    process.end()
    process.process = subprocess.Popen(
        [sys.executable, "-c", sleeper], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    process.files = 1  # it says nothing at its start
    try:
        with pytest.raises(FileRefusal) as caught:
            list(process.ask("table", b"a,b", CALM, {}))
        assert caught.value.kind == "too_slow"
        assert not process.is_alive or process.process.wait(5) is not None
    finally:
        process.end()
