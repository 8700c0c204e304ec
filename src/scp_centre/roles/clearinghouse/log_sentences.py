"""What the log calls acts of this role that it records under a name of their own."""

LOGGED = {
    "answer_question": "Answer a question on a suggestion",
    "ask_back": "Ask who suggested an item",
}
