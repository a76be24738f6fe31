"""The pages in a real browser: what a reviewer clicks, and what must not happen."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from pipeline.audio.tracks import listening_copy
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.reports.index import FailedFile, index_row, render_index
from pipeline.reports.page import render_page
from tests.making import a_recording, a_report
from tests.reports.invented_call import SCRIPT, invented_call

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium fonts-noto-cjk"),
]
QUIET_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--mute-audio"]
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=420, height=800)
PATIENCE_MS = 5000


class Watched:
    """A page, and all that went wrong or left it since it was opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        self.requested: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(dialog.message))
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.requested.append(request.url)

    def open(self, path: Path) -> Page:
        self.page.goto(path.as_uri())
        return self.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch of three calls, as a run would leave it."""
    folder = tmp_path_factory.mktemp("pages")
    second = a_report(a_recording("second", product="project", stage="post_loan"), items={"income": Status.VERIFIED})
    third = a_report(a_recording("third", duration_s=400), items={"income": Status.MISSING}, risks=("overdue",))
    audio = hum(invented_call().recording.duration_s)
    calls: list[CallReport] = [invented_call("first"), second, third]
    for call in calls:
        name = f"{call.recording.call_id}.html"
        (folder / name).write_text(render_page(call, audio), encoding="utf-8")
    index = render_index([index_row(call) for call in calls], [FailedFile(call_id=SCRIPT, reason="empty")])
    (folder / "index.html").write_text(index, encoding="utf-8")
    (folder / "folded.html").write_text(render_page(much_evidence(), None), encoding="utf-8")
    (folder / "without_audio.html").write_text(render_page(invented_call(), None), encoding="utf-8")
    return folder


def much_evidence() -> CallReport:
    """The invented call with every line as evidence of one item."""
    call = invented_call()
    (said,) = call.items[0].evidence
    lines = tuple(
        said.model_copy(update={"utterance": u.index, "start": u.start, "quote": u.text[:4]}) for u in call.transcript
    )
    item = call.items[0].model_copy(update={"evidence": lines})
    return call.model_copy(update={"items": (item, *call.items[1:])})


def hum(seconds: float) -> bytes:
    """A faint tone as an MP3."""
    times = np.arange(int(seconds * SAMPLE_RATE_HZ), dtype=np.float32) / SAMPLE_RATE_HZ
    return listening_copy((AudioTrack(channel=0, samples=(0.05 * np.sin(2765 * times)).astype(np.float32)),))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=DESK, offline=True)
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture
def watched(context: BrowserContext) -> Watched:
    return Watched(context.new_page())


def second_of(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def pause(page: Page) -> None:
    page.evaluate("document.querySelector('audio').pause()")


def shown_rows(page: Page) -> list[str]:
    return page.locator("#calls tbody tr:visible .call").all_inner_texts()


@pytest.mark.parametrize("name", ["first.html", "without_audio.html", "index.html"])
def test_a_page_loads_without_errors_and_without_anything_from_elsewhere(
    watched: Watched, pages: Path, name: str
) -> None:
    page = watched.open(pages / name)
    page.wait_for_load_state("load")
    assert watched.troubles == []
    assert watched.requested == [(pages / name).as_uri()]


@pytest.mark.parametrize("name", ["first.html", "index.html"])
def test_hostile_words_stay_words(watched: Watched, pages: Path, name: str) -> None:
    page = watched.open(pages / name)
    expect(page.get_by_text(SCRIPT).first).to_be_visible()
    assert "owned" not in page.title()
    assert page.locator("img").count() == 0


def test_clicking_an_evidence_plays_from_its_second_and_marks_its_line(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "first.html")
    page.locator("#item-loan_purpose .cue").click()
    expect(page.locator("#u7")).to_have_attribute("aria-current", "true")
    expect(page.locator("#u7")).to_be_in_viewport()
    page.wait_for_function("document.querySelector('audio').currentTime >= 31.8")
    pause(page)
    assert 31.7 <= second_of(page) < 36
    assert page.locator("[aria-current]").count() == 1
    assert watched.troubles == []


def test_every_evidence_can_be_hit_in_its_middle(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "first.html")
    missed = page.evaluate(
        """() => [...document.querySelectorAll(".cue")].filter((cue) => {
            cue.scrollIntoView({ block: "center" });
            const box = cue.getBoundingClientRect();
            const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return hit?.closest(".cue") !== cue;
        }).map((cue) => cue.textContent)"""
    )
    assert missed == []


def test_the_reviewers_place_in_the_checklist_is_kept_when_the_transcript_moves(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "first.html")
    cue = page.locator("#item-employment .cue")
    cue.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    cue.click()
    expect(page.locator("#u12")).to_be_in_viewport()
    assert page.evaluate("scrollY") == before


def test_the_keyboard_does_what_the_mouse_does(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "first.html")
    page.locator("#item-existing_debt .cue").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#u10")).to_have_attribute("aria-current", "true")


def test_the_marked_line_follows_the_recording(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "first.html")
    page.locator("#u2 .cue").click()
    page.evaluate("document.querySelector('audio').currentTime = 29")
    expect(page.locator("#u6")).to_have_attribute("aria-current", "true")


def test_the_timeline_leads_to_the_second_that_was_clicked(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "first.html")
    timeline = page.locator(".timeline")
    box = timeline.bounding_box()
    assert box is not None
    timeline.click(position={"x": box["width"] * (34 + 590 / 2) / 640, "y": 3})
    pause(page)
    assert second_of(page) == pytest.approx(36.2, abs=1.5)
    page.locator(".mark-violation[data-line='9']").click()
    expect(page.locator("#u9")).to_have_attribute("aria-current", "true")


def test_without_a_recording_an_evidence_still_leads_to_its_line(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "without_audio.html")
    page.locator("#item-identity .cue").click()
    expect(page.locator("#u3")).to_have_attribute("aria-current", "true")
    assert watched.troubles == []


def test_a_narrow_window_keeps_the_player_in_sight_and_nothing_sticks_out(watched: Watched, pages: Path) -> None:
    watched.page.set_viewport_size(PHONE)
    page = watched.open(pages / "first.html")
    page.locator("#item-loan_purpose .cue").click()
    expect(page.locator("#u7")).to_be_in_viewport()
    expect(page.locator("audio")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_print_leaves_the_player_out_and_the_transcript_in(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "first.html")
    page.emulate_media(media="print")
    expect(page.locator("audio")).to_be_hidden()
    assert page.evaluate("(e => e.scrollHeight - e.clientHeight)(document.getElementById('talk'))") <= 1


def test_a_folded_evidence_is_unfolded_and_leads_to_its_line(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "folded.html")
    folded = page.locator("#item-recording_notice .more")
    last = folded.locator(".cue").last
    expect(last).to_be_hidden()
    folded.locator("summary").click()
    last.click()
    expect(page.locator(f"#u{last.get_attribute('data-line')}")).to_have_attribute("aria-current", "true")


def test_print_unfolds_the_evidence(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "folded.html")
    page.emulate_media(media="print")
    expect(page.locator("#item-recording_notice .cue").last).to_be_visible()


def test_a_row_of_the_index_opens_its_page(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "index.html")
    page.get_by_role("link", name="second").click()
    expect(page.locator("h1")).to_have_text("second")
    page.get_by_role("link", name="全部通话").click()
    expect(page.locator("h1")).to_have_text("通话核实目录")


def test_the_index_is_searched_and_filtered(watched: Watched, pages: Path) -> None:
    page = watched.open(pages / "index.html")
    page.get_by_label("查找").fill("陆306")
    assert shown_rows(page) == ["first"]
    expect(page.locator("#shown")).to_have_text("1")
    page.get_by_label("查找").fill("")
    page.get_by_label("只看").select_option("risks")
    assert shown_rows(page) == ["first", "third"]
    page.get_by_label("产品与阶段").select_option("项目融资 · 贷后管理")
    assert shown_rows(page) == []
    page.get_by_label("只看").select_option("")
    assert shown_rows(page) == ["second"]


@pytest.mark.parametrize(
    ("column", "up"),
    [
        ("编号", ["first", "second", "third"]),
        ("时长", ["second", "first", "third"]),
        ("待补核事项", ["second", "third", "first"]),
        ("坐席违规", ["second", "third", "first"]),
    ],
)
def test_the_index_is_sorted_by_any_column_both_ways(watched: Watched, pages: Path, column: str, up: list[str]) -> None:
    page = watched.open(pages / "index.html")
    head = page.get_by_role("button", name=column, exact=True)
    head.click()
    assert shown_rows(page) == up
    head.click()
    assert shown_rows(page)[0] == up[-1]
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
