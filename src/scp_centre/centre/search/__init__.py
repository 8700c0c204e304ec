"""Search across everything that somebody may see, and the engine that the roles search with.

The engine: `index_in_memory` (documents in memory), `memory_index` (kept up to date with a table),
`ranking` (which documents answer, in which order), `spelling`, `question_vectors`, `highlights`.

Everything: a role offers a module `search_sources` with SOURCES (`sources`); what they declare is
kept in one table (`entries`), followed as it changes (`watching`), and searched as far as the
reader may open it (`search_rights`, `index_by_permission`, `everything`).
"""
