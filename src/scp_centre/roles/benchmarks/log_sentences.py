"""What the log calls acts of this role that it records under a name of their own."""

LOGGED = {
    "gather_plants": "Gather the plants of reviewed assessments into a benchmark",
    "answer_comment": "Answer a comment on a target",
    "exclude_plant": "Exclude a plant from a benchmark, or include it again",
    "import_plants": "Import plants into a benchmark",
}
