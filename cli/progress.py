"""Progress lines: one per step, with its time; a spinner where there is a terminal."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape


class Progress:
    """Shows which step is under way; `step` ends the one before.

    As a context manager it ends the last step: with its time, or with a cross when an error
    passes through.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status = console.status("")
        self._step: str | None = None
        self._since = 0.0

    def step(self, text: str) -> None:
        """The next step begins."""
        self._end("[green]✓[/green]")
        self._step, self._since = text, time.monotonic()
        if self._console.is_terminal:
            self._status.update(f"{escape(text)} …")
            self._status.start()
        else:
            self._console.print(f"  … {escape(text)}", highlight=False)

    def finish(self) -> None:
        """The last step is over."""
        self._end("[green]✓[/green]")

    def _end(self, mark: str) -> None:
        if self._step is None:
            return
        self._status.stop()
        seconds = time.monotonic() - self._since
        self._console.print(f"{mark} {escape(self._step)} [dim]{seconds:.1f} s[/dim]")
        self._step = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end("[red]✗[/red]" if error else "[green]✓[/green]")
