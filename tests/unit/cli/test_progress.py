"""Progress is a line per step, also where there is no terminal."""

import io

from rich.console import Console

from cli.progress import Progress


def test_each_step_ends_with_its_time() -> None:
    output = io.StringIO()
    with Progress(Console(file=output, width=80)) as progress:
        progress.step("first [1]")
        progress.step("second")
        progress.finish()

    text = output.getvalue()
    assert text.index("first [1]") < text.index("✓ first [1]") < text.index("✓ second")


def test_a_step_that_fails_is_crossed() -> None:
    output = io.StringIO()
    progress = Progress(Console(file=output))
    progress.step("first")
    progress.__exit__(ValueError, ValueError("no"), None)

    assert "✗ first" in output.getvalue()
