"""A real Chromium for the tests, with the network out of reach."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What a browser would do by itself, and tests must not wait for.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@contextmanager
def chromium() -> Iterator[Any]:
    """Give a browser, or skip where there is none; in CI its absence is a failure."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium must be there in CI")
        pytest.skip("needs Chromium: install it to try the pages in a browser")
    from playwright.sync_api import sync_playwright

    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *root])
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page that is open: what went wrong in it, and what it tried to load from elsewhere.

    Nothing but files on disk can be reached, and the address of a server of the test's own.
    """

    def __init__(
        self, browser: Any, width: int = 1440, height: int = 1000, server: str = "file:"
    ) -> None:
        self._within = ("file:", "blob:", "data:", server)
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.context.route("**/*", self._gate)
        self.page = self.context.new_page()
        self.page.set_default_timeout(120000)
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", self._dialog)

    def _gate(self, route: Any) -> None:
        if route.request.url.startswith(self._within):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def close(self) -> None:
        """Close the page; fail when anything went wrong or out."""
        self.context.close()
        assert self.errors == [], self.errors
        assert self.outside == [], self.outside


def faults(page: Any, without: str = "") -> list[tuple[str, list[str]]]:
    """Return the violations that axe-core finds: the rule, and where.

    ``without`` selects what is made by others.
    """
    from axe_playwright_python.sync_playwright import Axe

    # Without preloading it asks for no file, which a page on disk may not have.
    context = {"exclude": [without]} if without else None
    found = Axe().run(page, context, {"preload": False}).response["violations"]
    return [(v["id"], [str(node["target"]) for node in v["nodes"]]) for v in found]
