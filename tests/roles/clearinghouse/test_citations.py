"""Citations: ours parse back, those of other programs are understood, and what is lost is told."""

from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scp_centre.centre.foreign_files.latex import as_latex, from_latex
from scp_centre.roles.clearinghouse.item_readers import read_pasted
from scp_centre.roles.clearinghouse.item_readers.citations import (
    as_bibtex,
    as_csl,
    as_ris,
    read_bibtex,
    read_csl,
    read_endnote,
    read_medline,
    read_ris,
)

pytestmark = pytest.mark.django_db
CALM = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=60,
)
SIGNS = "ab Éé%&_#\\{}$~^-`'\"@,=;:/?!"
TEXT = st.text(alphabet=SIGNS, min_size=1, max_size=20).map(lambda t: " ".join(t.split()))
TEXTS = TEXT.filter(bool)
ADDRESS = st.text(alphabet="ab%20_~#&?=.-/{}", max_size=12).map(
    lambda t: f"https://example.org/{t}"
)


def item(title, summary="", authors=(), publisher="", address="", key=None, pk=1):
    """Return what the writers need of an item."""
    return SimpleNamespace(
        pk=pk,
        key=key or uuid4(),
        type="method",
        title=title,
        authors=list(authors),
        year=2019,
        publisher=publisher,
        doi="10.1000/a_b",
        address=address,
        language="fr",
        original=SimpleNamespace(summary=summary),
    )


def told(draft):
    """Return what a draft says, for comparison."""
    return (
        draft.title,
        draft.said["summary"],
        draft.values.get("authors", []),
        draft.values.get("publisher", ""),
        draft.values.get("year"),
        draft.values.get("language"),
        draft.values.get("doi"),
    )


@CALM
@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3), TEXT, ADDRESS)
def test_our_citations_parse_back(title, summary, authors, publisher, address):
    ours = item(title, summary, authors, publisher, address)
    wanted = (title, summary, authors, publisher, 2019, "fr", "10.1000/a_b")
    (bibtex,) = read_bibtex(as_bibtex(ours, "https://here.example"))
    assert told(bibtex) == wanted and bibtex.lost == []
    coded = address.replace("{", "%7B").replace("}", "%7D")
    assert bibtex.values["address"] == coded
    (ris,) = read_ris(as_ris(ours, "https://here.example"))
    assert told(ris) == wanted and ris.values["address"] == address
    (csl,) = read_csl(__import__("json").dumps(as_csl(ours, "https://here.example")))
    assert told(csl) == wanted and csl.values["address"] == address


@given(TEXTS)
def test_text_survives_latex(text):
    assert " ".join(from_latex(as_latex(text)).split()) == text


def test_keys_do_not_collide_between_centres():
    here, there = item("One", pk=7), item("Another", pk=7)
    keys = [as_bibtex(i, "").split("{")[1].split(",")[0] for i in (here, there)]
    assert len(set(keys)) == 2
    one = item("One", key=UUID(int=5))
    assert as_bibtex(one, "").startswith("@techreport{scp00000000000000000000000000000005,")


def test_bibtex_of_other_programs():
    text = r"""@article{k, title = {{\'E}conomie de 30 % d'eau \& d'{\'e}nergie: CO$_2$},
      author = {M{\"u}ller, J{\"o}rg and {Ministry of Energy and Water}}, journal = {Déchets}}"""
    (made,) = read_bibtex(text)
    assert made.title == "Économie de 30 % d'eau & d'énergie: CO_2"
    assert made.values["authors"] == ["Müller, Jörg", "Ministry of Energy and Water"]
    assert made.values["publisher"] == "Déchets" and made.lost == []


def test_an_entry_that_loses_a_word_says_so():
    _, said = read_pasted(r"@misc{k, title={Steam \cite{traps2001} in laundries}}")
    assert "traps" in said
    _, said = read_pasted("@misc{k, title={One}}\n@misc{l, title={Two}}")
    assert said == "Only the first of 2 references was read."
    _, said = read_pasted("@misc{k, title={" + "word " * 100 + "}}")
    assert said == "The title was shortened to 300 characters."


PUBMED = """PMID- 31234567
TI  - Cleaner production in small tanneries: a review of
      water use.
AB  - BACKGROUND: Chrome is lost.
      RESULTS: It can be recovered.
FAU - Okoye, Beatrice
AU  - Okoye B
FAU - Haddad, D
LA  - eng
DP  - 2019 Jun
JT  - Journal of cleaner production
LID - 10.1016/j.jclepro.2019.118010 [doi]
"""
ENDNOTE = """%0 Journal Article
%T Recovery of chrome
%A Okoye, B.
%A Haddad, D.
%D 2001
%J Leather
%R 10.1000/182
%U https://example.org/chrome
%X Chrome is lost.
It can be recovered.
"""


def test_pubmed_and_endnote_are_understood():
    made, said = read_pasted(PUBMED)
    assert made.title == "Cleaner production in small tanneries: a review of water use"
    assert made.said["summary"] == "BACKGROUND: Chrome is lost. RESULTS: It can be recovered."
    assert made.values["authors"] == ["Okoye, Beatrice", "Haddad, D"]
    assert made.values["doi"] == "10.1016/j.jclepro.2019.118010"
    assert (made.values["year"], made.values["language"], said) == (2019, "en", "")
    assert made.values["address"] == "https://pubmed.ncbi.nlm.nih.gov/31234567/"
    made, _ = read_pasted(ENDNOTE)
    assert made.title == "Recovery of chrome" and made.values["year"] == 2001
    assert made.values["authors"] == ["Okoye, B.", "Haddad, D."]
    assert made.said["summary"] == "Chrome is lost. It can be recovered."
    assert len(read_medline(PUBMED + "\n" + PUBMED)) == len(read_endnote(ENDNOTE + ENDNOTE)) == 2


def test_addresses_in_capitals_are_addresses(monkeypatch):
    from scp_centre.roles.clearinghouse.item_readers import pasted

    asked = []

    def refuse(address, **_):
        asked.append(address)
        raise pasted.FetchError("No answer.", where=address)

    monkeypatch.setattr(pasted, "fetch", refuse)  # the network, not our code
    for text in ("HTTPS://Example.org/A", "www.example.org/A"):
        made, said = read_pasted(text)
        assert made.values["address"] == asked[-1] and asked[-1].startswith("https://")
        assert "No answer" in said


@pytest.mark.parametrize(
    "doi",
    [
        "10.1061/(asce)0733-9372(2001)127:3(195)",
        "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
        "10.1016/0022-0728(95)04312-3",
    ],
)
def test_a_doi_with_brackets_stays_whole(doi):
    """In what we write and read, and in the middle of somebody's sentence."""
    ours = item("Chrome")
    ours.doi = doi
    for write, read in ((as_bibtex, read_bibtex), (as_ris, read_ris)):
        assert read(write(ours, "https://centre.example.org/1"))[0].values["doi"] == doi
    for text in (f"https://doi.org/{doi}", f"(doi: {doi.upper()}).", f"Doe ({doi}); Smith"):
        assert read_pasted(text)[0].values["doi"] == doi


def test_a_doi_ends_where_the_page_around_it_goes_on():
    assert read_pasted("see 10.1000/xyz<br>and more")[0].values["doi"] == "10.1000/xyz"
