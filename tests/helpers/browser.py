"""A headless Chromium for tests of pages: what it shows, what it complains of, and what it asks for."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import ElementClickInterceptedException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM, DRIVER = "chromium", "chromedriver"
# A port where nobody answers: what would leave this machine fails, and says so in the console.
NOWHERE = "http://127.0.0.1:9"
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1600,1000",
    f"--proxy-server={NOWHERE}",
    "--proxy-bypass-list=<-loopback>",
)
# What a page may ask for; the browser's own pages, such as that of a new window, are no network either.
LOCAL = ("file:", "data:", "blob:", "chrome:")
SECONDS = 60
_WITH_TEXT = """
const [selector, text] = arguments;
return [...document.querySelectorAll(selector)].filter(found => text === null || found.innerText.trim() === text);
"""
_SIZES_OF_IMAGES = """
const images = [...document.querySelectorAll(arguments[0])].filter(image => image.complete);
return images.map(image => [image.naturalWidth, image.naturalHeight]);
"""


def why_not() -> str:
    """Why there is no browser here; empty where there is one."""
    missing = [program for program in (CHROMIUM, DRIVER) if not shutil.which(program)]
    return f"no {' and no '.join(missing)}: apt-get install chromium chromium-driver" if missing else ""


@contextmanager
def chromium(profile: Path) -> Iterator["Browser"]:
    """Run a browser whose profile is the new folder `profile`."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which(CHROMIUM)
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which(DRIVER)))
    driver.set_script_timeout(10 * SECONDS)  # a busy machine fails no test
    try:
        yield Browser(driver)
    finally:
        driver.quit()


class Browser:
    """One window, on one page at a time."""

    def __init__(self, driver: webdriver.Chrome):
        self._driver = driver

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file, at the fragment of its address, and forget what other pages did."""
        self._driver.get("about:blank")
        self._errors(), self._requests()
        self._driver.get(path.as_uri() + fragment)

    @property
    def address(self) -> str:
        """The address of the page."""
        return self._driver.current_url

    def assert_quiet(self) -> None:
        """Since the page was opened or this was called, no error came to its console, and it asked for files alone.

        Raises AssertionError that names what did.
        """
        outside = [url for url in self._requests() if not url.startswith(LOCAL)]
        found = self._errors() + outside
        assert not found, "\n".join(found)

    def _errors(self) -> list[str]:
        return [entry["message"] for entry in self._driver.get_log("browser") if entry["level"] == "SEVERE"]

    def _requests(self) -> list[str]:
        """Addresses that the window and all frames in it asked for since this was last called."""
        events = [json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance")]
        sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return [params["request"]["url"] for params in sent]

    def find(self, selector: str, text: str | None = None) -> WebElement:
        """The one element that is shown for a CSS selector, with the given text; waits for it."""
        return self._wait(lambda: self._only(selector, text), f"no one {selector!r} with the text {text!r}")

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements for a CSS selector that are there now."""
        return self.run("return [...document.querySelectorAll(arguments[0])].map(found => found.innerText)", selector)

    def click(self, selector: str, text: str | None = None) -> None:
        """Click on the one element that `find` gives."""
        self.press(self.find(selector, text))

    def press(self, element: WebElement) -> None:
        """Click on an element, when nothing that still moves lies over it."""

        def pressed() -> bool:
            try:
                element.click()
            except ElementClickInterceptedException:
                return False
            return True

        self._wait(pressed, "something lay over an element that was to be clicked")

    def type(self, *keys: str) -> None:
        """Press keys, one after the other, on whatever has the focus; "Escape" and the like by their names."""
        pressed = [getattr(Keys, key.upper()) if len(key) > 1 else key for key in keys]
        ActionChains(self._driver).send_keys(*pressed).perform()

    def move_to(self, x: float, y: float, click: bool = False) -> None:
        """Move the pointer to a place in the window, in pixels from its upper left corner; and click there."""
        chain = ActionChains(self._driver, duration=50)
        chain.w3c_actions.pointer_action.move_to_location(round(x), round(y))
        if click:
            chain.w3c_actions.pointer_action.click()
        chain.perform()

    def await_true(self, script: str, *arguments: object) -> None:
        """Wait until an expression of JavaScript is true."""
        self._wait(lambda: self.run(f"return Boolean({script})", *arguments), f"never true: {script}")

    @contextmanager
    def size(self, width: int, height: int) -> Iterator[None]:
        """A window of another size, as of a phone."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        yield
        self._driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    @contextmanager
    def dark_system(self) -> Iterator[None]:
        """A system that prefers dark pages."""
        features = [{"name": "prefers-color-scheme", "value": "dark"}]
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        yield
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def download_to(self, folder: Path) -> None:
        """Where downloads go from now on."""
        self._driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})

    def await_image(self, selector: str, size: tuple[int, int]) -> None:
        """Wait for the one image for a CSS selector to be loaded and to be so wide and high, in its own pixels."""

        missing = f"{selector!r} has not become an image of {size}"
        self._wait(lambda: self.run(_SIZES_OF_IMAGES, selector) == [list(size)], missing)

    @contextmanager
    def frame(self, selector: str) -> Iterator[None]:
        """Look into a frame of the page, when what it shows is loaded: at first a frame is an empty page."""
        self._driver.switch_to.frame(self.find(selector))
        loaded = "return document.readyState == 'complete' && document.body.childElementCount > 0"
        self._wait(lambda: self.run(loaded), f"what {selector!r} shows was not loaded")
        yield
        self._driver.switch_to.default_content()

    def run(self, script: str, *arguments: object) -> object:
        """Run JavaScript in the page and return what it returns."""
        return self._driver.execute_script(script, *arguments)

    def _only(self, selector: str, text: str | None) -> WebElement | None:
        found = self.run(_WITH_TEXT, selector, text)
        return found[0] if len(found) == 1 else None

    def _wait(self, condition, message: str):
        return WebDriverWait(self._driver, SECONDS, poll_frequency=0.05).until(lambda _: condition(), message)
