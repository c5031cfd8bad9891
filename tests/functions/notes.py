"""A kind of document that the API's edits are tried on."""

from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline.commands.editing import replaced_version
from costgov.pipeline.queries.exchange import Revised
from costgov.pipeline.queries.stores import Caller, ReadStores
from costgov.pipeline.records import Records

from functions.api.resource import Endpoint


class Note(Frozen):
    """What is stored."""

    text: str


class Shown(Revised):
    """What is answered."""

    text: str


class NoteQuestion(Frozen):
    """Which note."""

    name: str


class NoteCommand(NoteQuestion):
    """What it is to say."""

    text: str


def notes(stores: ReadStores) -> Records[Note]:
    return Records(stores.control, Note, "note")


def note(stores: ReadStores, question: NoteQuestion) -> Shown:
    """One note."""
    document = notes(stores).versioned(question.name)
    return Shown(revision=document.revision, text=notes(stores).read(document).text)


def put_note(stores: ReadStores, command: NoteCommand, caller: Caller) -> Shown:
    """Write a note."""
    document, after = notes(stores).found(command.name), Note(text=command.text)
    version = replaced_version(document, caller)
    before = notes(stores).read(document) if document else None
    caller.trail.record(f"note/{command.name}", before, after)
    notes(stores).put(after, command.name, if_version=version)
    return note(stores, NoteQuestion(name=command.name))


def remove_note(stores: ReadStores, command: NoteQuestion, caller: Caller) -> None:
    """Remove a note; raises NotFound."""
    document = notes(stores).found(command.name)
    if document is None:
        raise NotFound(f"there is no note {command.name}")
    version = replaced_version(document, caller)
    caller.trail.record(f"note/{command.name}", notes(stores).read(document), None)
    notes(stores).delete(command.name, if_version=version)


PATH = "/v1/notes/{name}"
READ = Endpoint(PATH, "notes", f"{__name__}:note")
PUT = Endpoint(PATH, "notes", f"{__name__}:put_note", "PUT")
REMOVE = Endpoint(PATH, "notes", f"{__name__}:remove_note", "DELETE")
