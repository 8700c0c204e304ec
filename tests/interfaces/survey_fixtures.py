"""A survey on its way in and a saved layout, for the walks over all addresses."""

from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.roles.benchmarks.actions.survey_uploads import keep_mapping, upload_survey
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.benchmarks.surveys.survey_mapping import SurveyMapping
from tests.roles.benchmarks.survey_files import workbook


def survey_things(person):
    """Return the addresses' parameters of an upload and a layout of the statistician."""
    benchmark = Benchmark.objects.get(year=2025)
    heads = ["Plant name", "Firm", "Energy (MWh)", "Milk (t)"]
    file = workbook(Data=[heads, ["North", "Alpha", 100, 50]])
    survey = upload_survey(benchmark, file, file.name, CsvForm(), acting_user=person)
    columns = {"name": 0, "company": 1, "use": 2, "made": 3}
    mapping = SurveyMapping("Data", 1, 2, columns, {"use": "MWh", "made": "t"}, "", True)
    layout = keep_mapping(benchmark, [heads], mapping, file.name, acting_user=person)
    return {
        **dict.fromkeys(
            ("survey_upload", "survey_findings"), {"slug": benchmark.slug, "pk": survey.pk}
        ),
        "forget_layout": {"slug": benchmark.slug, "pk": layout.pk},
    }
