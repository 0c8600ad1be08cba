"""What evidence is searched by: its title and the names of its files, in one column.

Searched in two tables, neither index would serve: so triggers write both into ``names``, each
behind a space, as a word begins.
"""

import pgtrigger


class Names(pgtrigger.Trigger):
    """On evidence: title and file names, one a line, whenever the title is written."""

    name = "names"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("title", "names")
    func = """
        NEW.names := concat_ws(E'\\n ', ' ' || NEW.title, (
            SELECT string_agg(DISTINCT name, E'\\n ') FROM evidence_evidenceversion
            WHERE evidence_id = NEW.id
        ));
        RETURN NEW;
    """


class VersionName(pgtrigger.Trigger):
    """On a version: its evidence is found by the name of this file as well."""

    name = "version_name"
    when = pgtrigger.After
    operation = pgtrigger.Insert
    func = """
        UPDATE evidence_evidence SET title = title WHERE id = NEW.evidence_id;
        RETURN NULL;
    """
