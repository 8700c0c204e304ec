"""Make the fictional national tables of Verdania, balanced to the last unit.

    python tools/sample_table.py      writes src/scp_centre/roles/policy/sample/verdania-*.zip

Nothing in it describes a real country: recipes are round numbers, chosen so that the tables have
the shape of a small economy that makes cement, food and textiles and imports fuel and machines.
Each year is solved for output, rounded, and closed by value added, so that rows and columns agree.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[1] / "src/scp_centre/roles/policy/sample"
STAMP = (2026, 1, 1, 0, 0, 0)

# code | title | ISIC | imports, % of use | households | government | investment | exports (million EUR, 2023)
# | recipe: input code and % of output
SECTORS = """
CER|Cereals and oilseeds|01|18|60|0|0|140|CER 4 FER 8 OIL 5 TRD 5 RNT 3 WAT 2 TRA 3 FIN 2
VEG|Vegetables, fruit, fibres|01|12|620|0|0|380|VEG 3 FER 5 OIL 3 TRD 4 WAT 3 TRA 4 PLA 2 FIN 2
LIV|Cattle and other animals|01|4|140|0|20|90|CER 24 LIV 6 FOO 8 VET 2 OIL 3 TRD 4 WAT 1 TRA 3
FOR|Forestry and logging|02|3|25|0|0|60|OIL 6 TRD 2 TRA 5 MAC 2
FIS|Fishing and aquaculture|03|10|95|0|0|70|OIL 12 FOO 6 MAC 3 TRD 3
COA|Coal and peat|05|55|4|0|0|0|OIL 5 ELE 6 MAC 5 TRA 6 FIN 2
PET|Crude oil and natural gas|06|92|0|0|0|0|OIL 3 MAC 6 FIN 4
ORE|Metal ores|07|20|0|0|0|210|OIL 8 ELE 7 MAC 6 TRA 8 CHE 3
QUA|Stone, sand, clay|08|5|6|0|0|25|OIL 9 ELE 4 MAC 4 TRA 12
MEA|Meat|10|9|760|30|0|240|LIV 55 PAK 3 ELE 2 TRD 5 TRA 3 WAT 1
DAI|Dairy products|10|6|540|25|0|160|LIV 48 PAK 4 ELE 3 GAS 2 TRD 4 TRA 3 WAT 1
FOO|Other food and feed|10|16|1280|60|0|420|CER 20 VEG 12 FOO 8 PAK 5 ELE 2 GAS 2 TRD 6 TRA 4 FIS 2
BEV|Beverages and tobacco|11|14|430|5|0|180|CER 6 VEG 6 FOO 5 PAK 12 ELE 2 WAT 2 TRD 6 TRA 4
TEX|Textiles|13|38|240|5|0|520|TEX 16 VEG 10 CHE 9 ELE 5 GAS 4 WAT 2 TRD 6 TRA 2
CLO|Clothing and leather|14|46|610|10|0|560|TEX 30 CLO 6 LIV 2 CHE 2 ELE 1 TRD 7 TRA 2
WOO|Wood products|16|12|35|0|10|150|FOR 28 WOO 9 ELE 4 CHE 3 TRD 5 TRA 5
PAP|Paper and printing|17|35|110|40|0|90|PAP 18 WOO 8 CHE 5 ELE 6 GAS 3 TRD 5 TRA 4
OIL|Petrol, diesel, fuel oil|19|48|720|40|0|60|PET 62 OIL 3 ELE 2 TRD 4 TRA 2
CHE|Chemicals and pharmaceuticals|20|57|330|140|0|310|CHE 14 OIL 5 GAS 5 ELE 5 ORE 2 PAK 2 TRD 6 TRA 3
FER|Fertilisers and pesticides|20|50|10|0|0|90|GAS 24 CHE 12 ORE 6 ELE 5 TRD 4 TRA 4
PLA|Rubber and plastics|22|33|80|5|10|140|CHE 30 PLA 6 ELE 5 TRD 5 TRA 3
PAK|Packaging and glass|23|24|20|0|0|60|PLA 16 PAP 14 QUA 4 GAS 6 ELE 6 TRD 4 TRA 4
CEM|Cement, lime, concrete|23|4|5|0|30|70|QUA 13 CEM 10 COA 9 ELE 10 OIL 3 TRA 9 MAC 2
MET|Basic metals|24|44|0|0|0|430|ORE 22 MET 18 ELE 9 COA 5 GAS 4 TRD 4 TRA 4
FAB|Metal products|25|30|45|0|190|210|MET 30 FAB 8 ELE 3 TRD 5 TRA 2
MAC|Machinery and electronics|28|66|410|60|980|340|MET 12 FAB 12 MAC 14 PLA 4 ELE 2 TRD 6 TRA 2
VEH|Vehicles|29|78|520|30|340|110|MET 12 FAB 9 MAC 10 VEH 16 PLA 5 ELE 2 TRD 5 TRA 2
FUR|Furniture and other goods|31|34|290|20|110|130|WOO 14 TEX 5 FAB 6 PLA 6 ELE 2 TRD 6 TRA 3
ELE|Electricity|35|6|480|70|0|40|COA 14 PET 8 GAS 10 ELE 8 MAC 3 FIN 3
GAS|Gas and heat|35|10|210|30|0|0|PET 48 GAS 4 ELE 2 TRA 3
WAT|Water supply|36|0|190|25|0|0|ELE 14 CHE 3 CEM 1 MAC 3
WAS|Waste and sewage|37|0|120|140|0|5|OIL 6 ELE 6 TRA 8 MAC 4
CON|Construction|41|1|110|0|2650|20|CEM 13 FAB 9 QUA 3 WOO 4 PLA 3 MAC 4 OIL 3 TRA 4 TRD 5 CON 6 BUS 5
TRD|Trade and repair|45|2|520|0|60|190|TRA 5 ELE 3 PAK 2 RNT 6 BUS 8 FIN 4 OIL 1
TRA|Transport|49|14|680|60|0|430|OIL 21 VEH 3 TRA 7 TRD 3 BUS 5 FIN 2 ELE 1
HOT|Hotels and restaurants|55|3|860|10|0|320|FOO 12 MEA 7 DAI 4 BEV 8 VEG 3 FIS 1 ELE 4 GAS 2 WAT 2 TRD 5 RNT 5
RNT|Real estate|68|0|1620|20|80|0|CON 6 FIN 4 BUS 3 ELE 1 WAT 1
FIN|Finance and communication|61|6|780|40|50|160|FIN 12 BUS 10 RNT 4 ELE 1 PAP 2
BUS|Business services|69|9|160|60|210|260|BUS 12 FIN 6 RNT 4 PAP 2 ELE 1 TRA 3
VET|Health and veterinary care|86|2|520|980|0|5|CHE 11 MAC 3 ELE 2 WAT 1 BUS 4 TRD 3 FOO 2
EDU|Education|85|1|240|1020|0|5|ELE 2 PAP 2 BUS 3 RNT 2 CON 2
PUB|Public administration|84|0|40|1650|0|0|BUS 7 CON 4 ELE 2 OIL 2 MAC 2 FIN 2 PAP 1
"""

# What each sector causes per million EUR of output in 2023; sectors that are not named cause the default.
CAUSES = {
    # flow: (title, unit, default, {sector: value}, rounded to, share that is left after the years from 2015)
    "CO2": ("Carbon dioxide", "t", 8, {
        "CER": 190, "VEG": 95, "LIV": 90, "FOR": 150, "FIS": 420, "COA": 260, "PET": 320, "ORE": 260,
        "QUA": 290, "MEA": 55, "DAI": 85, "FOO": 75, "BEV": 60, "TEX": 170, "CLO": 25, "WOO": 90,
        "PAP": 190, "OIL": 330, "CHE": 260, "FER": 980, "PLA": 70, "PAK": 420, "CEM": 4900, "MET": 1650,
        "FAB": 70, "MAC": 25, "VEH": 30, "FUR": 25, "ELE": 5200, "GAS": 620, "WAT": 40, "WAS": 180,
        "CON": 85, "TRD": 30, "TRA": 720, "HOT": 45, "VET": 25, "EDU": 20, "PUB": 45}, 0, 0.92),
    "CH4": ("Methane", "t", 0, {
        "CER": 9, "VEG": 1, "LIV": 96, "COA": 38, "PET": 30, "ORE": 0.4, "GAS": 16, "WAS": 74, "ELE": 0.3,
        "FOO": 0.4, "TRA": 0.1}, 1, 0.99),
    "N2O": ("Nitrous oxide", "t", 0, {
        "CER": 6.4, "VEG": 3.1, "LIV": 2.2, "FER": 3.9, "CHE": 0.2, "WAS": 0.9, "TRA": 0.03, "ELE": 0.08},
        2, 0.97),
    "biomass": ("Biomass extracted", "t", 0, {"CER": 2900, "VEG": 1050, "LIV": 760, "FOR": 3400, "FIS": 190},
        -1, 0.99),
    "fossil": ("Fossil fuels extracted", "t", 0, {"COA": 16500, "PET": 1900}, -1, 1.0),
    "ores": ("Metal ores extracted", "t", 0, {"ORE": 9800}, -1, 0.98),
    "minerals": ("Non-metallic minerals extracted", "t", 0, {"QUA": 88000, "ORE": 300}, -1, 1.0),
    "water": ("Water withdrawn", "m3", 350, {
        "CER": 690000, "VEG": 520000, "LIV": 61000, "ELE": 148000, "WAT": 96000, "TEX": 21000, "PAP": 24000,
        "FOO": 5600, "DAI": 7800, "MEA": 6200, "BEV": 8800, "CHE": 14500, "MET": 17500, "ORE": 27000,
        "FER": 19000, "CEM": 4200, "FIS": 9000, "CLO": 1900, "HOT": 2600}, -2, 0.98),
    "land": ("Land in use", "ha", 0.3, {"CER": 820, "VEG": 210, "LIV": 640, "FOR": 5200, "QUA": 6, "ORE": 9,
        "CON": 0.9}, 1, 0.985),
    "SO2": ("Sulphur dioxide", "t", 0.01, {"ELE": 18, "MET": 9, "CEM": 6.2, "OIL": 2.4, "FER": 2, "PAK": 1.2,
        "CHE": 0.9, "TRA": 0.4, "COA": 0.5, "TEX": 0.4, "PAP": 0.5}, 2, 0.80),
    "NOx": ("Nitrogen oxides", "t", 0.03, {"ELE": 7.6, "CEM": 7.4, "TRA": 5.1, "MET": 2.2, "FIS": 6.6, "CER": 1.4,
        "OIL": 0.8, "PAK": 1.1, "ORE": 1.1, "QUA": 1.4, "CON": 0.5, "FER": 1.6, "VEG": 0.6, "LIV": 0.5}, 2, 0.88),
    "PM2.5": ("Fine dust", "t", 0.01, {"CEM": 1.9, "MET": 1.1, "ELE": 0.9, "QUA": 1.3, "CER": 0.8, "LIV": 0.7,
        "TRA": 0.35, "CON": 0.3, "WOO": 0.5, "WAS": 0.5, "COA": 0.8, "ORE": 0.5}, 2, 0.86),
    "hazardous": ("Hazardous waste", "t", 0.15, {"CHE": 14, "MET": 21, "FAB": 9, "ORE": 16, "OIL": 6, "TEX": 5.5,
        "CLO": 1.5, "VET": 3.2, "PAP": 2.2, "MAC": 2.4, "VEH": 3, "ELE": 2.6, "FER": 7, "PLA": 2, "WAS": 4}, 1, 0.90),
    "jobs": ("Jobs", "persons", 9, {
        "CER": 42, "VEG": 55, "LIV": 46, "FOR": 24, "FIS": 38, "COA": 16, "PET": 2, "ORE": 10, "QUA": 14, "MEA": 11,
        "DAI": 9, "FOO": 12, "BEV": 9, "TEX": 19, "CLO": 36, "WOO": 20, "PAP": 10, "OIL": 1, "CHE": 6, "FER": 4,
        "PLA": 10, "PAK": 9, "CEM": 6, "MET": 6, "FAB": 15, "MAC": 9, "VEH": 7, "FUR": 21, "ELE": 4, "GAS": 4,
        "WAT": 12, "WAS": 21, "CON": 18, "TRD": 26, "TRA": 14, "HOT": 31, "RNT": 2, "FIN": 9, "BUS": 19, "VET": 21,
        "EDU": 29, "PUB": 19}, 0, 0.94),
}  # fmt: skip
DIRECT = {
    "CO2": 2_450_000,
    "CH4": 5_200,
    "N2O": 160,
    "SO2": 900,
    "NOx": 8_600,
    "PM2.5": 7_300,
    "water": 61_000_000,
}
# Year: volume of demand, share of today's fuel use saved since (less than 1: more was used then).
YEARS = {2015: (0.80, 8), 2019: (0.91, 4), 2023: (1.00, 0)}
BUYERS = (
    ("hh", "Households", "household"),
    ("gov", "Government", "government"),
    ("inv", "Investment", "investment"),
    ("exp", "Exports", "export"),
    ("imp", "Imports (with a minus)", "import"),
)


def rows():
    for line in SECTORS.strip().splitlines():
        code, title, isic, imports, *demand, recipe = line.split("|")
        parts = recipe.split()
        yield (
            code,
            title,
            isic,
            float(imports) / 100,
            [float(d) for d in demand],
            dict(zip(parts[::2], map(float, parts[1::2]), strict=True)),
        )


def solve(year):
    """Return codes, titles, Z, Y, V and what is caused; rows and columns agree exactly."""
    volume, back = YEARS[year]
    table = list(rows())
    codes = [r[0] for r in table]
    n = len(codes)
    A = np.zeros((n, n))
    for j, (*_, recipe) in enumerate(table):
        for code, percent in recipe.items():
            A[codes.index(code), j] = percent / 100
    for code in ("ELE", "OIL", "GAS", "COA"):  # each unit was made with more fuel then
        A[codes.index(code)] *= 1 + 0.006 * back
    share = np.array([r[3] for r in table])
    wanted = np.array([r[4] for r in table]) * volume
    # Clothes and machines were bought less, food as today: the mix of demand has moved too.
    for code, lean in (
        ("CLO", 0.97),
        ("MAC", 0.975),
        ("FIN", 0.975),
        ("CON", 1.012),
        ("MEA", 1.006),
    ):
        wanted[codes.index(code)] *= lean**back
    at_home = wanted[:, :3].sum(axis=1)
    keep = (1 - share)[:, None]
    x = np.linalg.solve(np.eye(n) - keep * A, (1 - share) * at_home + wanted[:, 3])
    Z = np.round(A * x, 1)
    Y = np.round(np.column_stack([wanted, -share * ((A * x).sum(axis=1) + at_home)]), 1)
    x = np.round(Z.sum(axis=1) + Y.sum(axis=1), 1)
    V = np.round(x - Z.sum(axis=0), 1)
    if (V <= 0).any() or (x <= 0).any():
        sys.exit(f"{year}: no value added in {[codes[i] for i in np.flatnonzero(V <= 0)]}")
    causes = {}
    for flow, (_, _, default, known, digits, left) in CAUSES.items():
        per_year = left ** (1 / 8)
        intensity = np.array([known.get(c, default) for c in codes]) / per_year**back
        causes[flow] = np.round(intensity * x, digits)
    direct = {
        f: round(v * volume * (1 + 0.004 * back), -1 if v > 1000 else 0) for f, v in DIRECT.items()
    }
    return codes, [r[1] for r in table], [r[2] for r in table], Z, Y, V, causes, direct


def plain(value):
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 3))


def sheet(lines):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def write(year):
    codes, titles, isic, Z, Y, V, causes, direct = solve(year)
    taxes = np.round(V * 0.12, 1)
    wages = np.round(V * 0.48, 1)
    rest = np.round(V - taxes - wages, 1)
    inputs = (
        ("wages", "Wages and salaries", wages),
        ("surplus", "Operating surplus", rest),
        ("taxes", "Taxes on production", taxes),
    )
    sheets = {
        "About": [
            ["Field", "Value"],
            ["Country", "Verdania (fictional)"],
            ["Year", year],
            ["Money", "million EUR"],
            ["Prices of", 2023],
            [
                "Source",
                "Fictional national accounts of the sample centre. No figure describes a real country.",
            ],
            ["Licence", "CC0"],
            ["Inhabitants", round(2_900_000 * (1 - 0.004 * YEARS[year][1]), -4)],
        ],
        "Sectors": [["Code", "Title", "ISIC"], *zip(codes, titles, isic, strict=True)],
        "Buyers": [["Code", "Title", "Kind"], *BUYERS],
        "Flows": [
            ["Code", *codes],
            *([c, *map(plain, row)] for c, row in zip(codes, Z, strict=True)),
        ],
        "Final demand": [
            ["Code", *(b[0] for b in BUYERS)],
            *([c, *map(plain, row)] for c, row in zip(codes, Y, strict=True)),
        ],
        "Value added": [
            ["Code", "Title", *codes],
            *([key, title, *map(plain, row)] for key, title, row in inputs),
        ],
        "Stressors": [
            ["Code", "Title", "Unit", *codes, "hh"],
            *(
                [
                    flow,
                    CAUSES[flow][0],
                    CAUSES[flow][1],
                    *map(plain, row),
                    plain(direct.get(flow, 0)),
                ]
                for flow, row in causes.items()
            ),
        ],
    }
    path = OUT / f"verdania-{year}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, lines in sheets.items():
            book.writestr(zipfile.ZipInfo(f"{name}.csv", STAMP), sheet(lines), zipfile.ZIP_DEFLATED)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    ghg = (causes["CO2"] + 27 * causes["CH4"] + 273 * causes["N2O"]).sum() / 1e6
    sys.stdout.write(
        f"{path.name}: {len(codes)} sectors, output {x.sum():,.0f}, GDP {V.sum():,.0f}, {ghg:.1f} Mt CO2e\n"
    )


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for each in YEARS:
        write(each)
