"""Produce the browser's member: show a page with a table, select it, copy it, keep what is copied.

The project does not depend on Chromium. To produce the files anew on Debian:

    apt-get install --no-install-recommends chromium
    python3 tests/data/clipboard/produce_chromium.py
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAME = "chromium-网页表格"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
th, td { border: 1px solid #999; padding: 2px 6px }
.amount { text-align: right } .no { display: none }
</style></head><body><h1>部门决算公开</h1><table id="t">
<thead><tr><th rowspan="2">项目</th><th colspan="2">2022年决算数</th><th class="no">序号</th></tr>
<tr><th>金额</th><th>比重</th><th class="no">号</th></tr></thead>
<tbody><tr><td>自治奖励<br>（含以奖代补）</td><td class="amount">1,234.50</td>
<td class="amount">12.50%</td><td class="no">1</td></tr>
<tr><td>&nbsp;公用经费</td><td class="amount">（3.2）</td><td></td><td class="no">2</td></tr>
<tr><td>　其中：<b>办公</b>经费</td><td class="amount">１２．５</td><td>——</td>
<td class="no">3</td></tr></tbody></table></body></html>"""
COPY = """(async () => {
  const range = document.createRange(); range.selectNode(document.getElementById('t'));
  getSelection().removeAllRanges(); getSelection().addRange(range);
  document.execCommand('copy');
  const [item] = await navigator.clipboard.read({unsanitized: ['text/html']});
  const text = async (kind) => (await (await item.getType(kind)).text());
  return {html: await text('text/html'), text: await text('text/plain')};
})()"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(PAGE, encoding="utf-8")
        browser = Browser(Path(folder) / "profile")
        try:
            copied = browser.copied(page.as_uri())
        finally:
            browser.process.terminate()
            browser.process.wait()
    for kind, suffix in (("html", "html"), ("text", "txt")):
        (HERE / f"{NAME}.{suffix}").write_bytes(copied[kind].encode("utf-8"))


class Browser:
    """Speaks the DevTools protocol over two pipes."""

    def __init__(self, profile: Path) -> None:
        theirs_in, self._ours_out = os.pipe()
        self._ours_in, theirs_out = os.pipe()

        def take_pipes() -> None:
            kept_in, kept_out = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(kept_in, 3)
            os.dup2(kept_out, 4)

        self.process = subprocess.Popen(
            [
                "chromium",
                "--headless=new",
                "--no-sandbox",
                f"--user-data-dir={profile}",
                "--remote-debugging-pipe",
            ],
            preexec_fn=take_pipes,  # noqa: PLW1509
            close_fds=False,
        )
        self._count, self._rest = 0, b""

    def copied(self, address: str) -> dict[str, str]:
        self._ask("Browser.grantPermissions", permissions=["clipboardReadWrite"])
        target = self._ask("Target.createTarget", url=address)["targetId"]
        session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.bringToFront", session)
        self._ask("Emulation.setFocusEmulationEnabled", session, enabled=True)
        answer = self._ask(
            "Runtime.evaluate",
            session,
            expression=COPY,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        found: dict[str, str] = answer["result"]["value"]
        return found

    def _ask(self, method: str, session: str = "", **parameters: Any) -> Any:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._ours_out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._rest:
                self._rest += os.read(self._ours_in, 65536)
            line, _, self._rest = self._rest.partition(b"\0")
            answer = json.loads(line)
            if answer.get("id") == self._count:
                if "error" in answer or "exceptionDetails" in answer.get("result", {}):
                    raise SystemExit(json.dumps(answer, ensure_ascii=False))
                return answer["result"]


if __name__ == "__main__":
    main()
