"""The page that shows what was received, about as its readers would see it."""

import json
import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from cli.local.receiver.mailbox import Json, Post

_STYLE: Final = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
article{border:1px solid #8888;border-left:6px solid #4a7ab5;border-radius:6px;
 padding:.8rem 1rem;margin:1rem 0;overflow-wrap:anywhere}
article.refused{border-left-color:#c0392b}
h2{font-size:1rem;margin:0 0 .4rem}h3{font-size:1.1rem;margin:.2rem 0}
pre{white-space:pre-wrap;margin:0;font:14px/1.45 ui-monospace,monospace}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.4rem 1rem}
.button{border:1px solid #8888;border-radius:4px;padding:.1rem .6rem;margin-right:.4rem}
p{margin:.4rem 0;white-space:pre-line}small{opacity:.85}
"""
_NAMES: Final = {
    "slack": "Slack",
    "slack-webhook": "Slack (incoming webhook)",
    "pagerduty": "PagerDuty",
    "webhook": "Webhook",
    "mail": "E-mail",
}
_LINK: Final = re.compile(r"&lt;(https?://[^|&]+(?:&amp;[^|&]+)*)\|([^&]*)&gt;")
_BOLD: Final = re.compile(r"\*([^*\n]+)\*")


def render(posts: Sequence[Post]) -> str:
    """The page, the newest message first; what was read of Slack and answered is left out."""
    shown = [post for post in reversed(posts) if not post.operation.startswith("conversations.")]
    articles = "".join(_article(post) for post in shown) or "<p>Nothing yet.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Received on this laptop</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>Received on this laptop</h1>{articles}</main></body></html>"
    )


def record(post: Post) -> Json:
    """A post as JSON."""
    return {
        "at": post.at.isoformat(),
        "service": post.service,
        "operation": post.operation,
        "answer": post.answer,
        "taken": post.taken,
        "lost": post.lost,
        "headers": dict(post.headers),
        "body": post.body,
    }


def _article(post: Post) -> str:
    name = _NAMES.get(post.service, post.service)
    kind = "" if post.taken else ' class="refused"'
    fate = "" if post.taken else f", refused: {post.answer}"
    lost = ", taken, but the sender got no answer" if post.lost else ""
    at = f"{post.at:%H:%M:%S} UTC"
    head = f"{escape(name)} <small>{at} {escape(post.operation + fate + lost)}</small>"
    return f"<article{kind}><h2>{head}</h2>{_content(post)}</article>"


def _content(post: Post) -> str:
    if post.service in {"slack", "slack-webhook"} and post.body.get("blocks"):
        return "".join(part for block in post.body["blocks"] for part in _block(block))
    if post.service == "mail":
        subject, text = post.body.get("Subject", ""), post.body.get("Message", "")
        head = f"<h3>{escape(str(subject))}</h3>" if subject else ""
        return f"{head}<pre>{escape(str(text))}</pre>"
    if post.service == "pagerduty":
        return _incident(post.body)
    return f"<pre>{escape(json.dumps(post.body, indent=1, ensure_ascii=False))}</pre>"


def _incident(event: Json) -> str:
    payload: Json = event.get("payload") or {}
    head = f"{event.get('event_action', '')} · {payload.get('severity', '')}"
    details = json.dumps(payload.get("custom_details", {}), indent=1, ensure_ascii=False)
    summary = escape(str(payload.get("summary", event.get("dedup_key", ""))))
    return f"<h3>{summary}</h3><p>{escape(head)}</p><pre>{escape(details)}</pre>"


def _block(block: Any) -> Iterator[str]:  # noqa: ANN401 - what a sender sent, whatever it is
    match block:
        case {"type": "header", "text": {"text": text}}:
            yield f"<h3>{escape(text)}</h3>"
        case {"type": "section"}:
            if "text" in block:
                yield f"<p>{_words(block['text'])}</p>"
            if fields := block.get("fields"):
                inner = "".join(f"<p>{_words(field)}</p>" for field in fields)
                yield f'<div class="fields">{inner}</div>'
        case {"type": "context", "elements": elements}:
            yield f"<p><small>{' · '.join(_words(one) for one in elements)}</small></p>"
        case {"type": "actions", "elements": elements}:
            buttons = (f'<span class="button">{_words(one["text"])}</span>' for one in elements)
            yield f"<p>{''.join(buttons)}</p>"
        case {"type": "divider"}:
            yield "<hr>"
        case {"type": "data_visualization", "title": title, "chart": chart}:
            yield f"<p><small>Chart: {escape(str(title))}</small></p>{_chart(chart)}"
        case _:
            yield f"<pre>{escape(json.dumps(block))}</pre>"


def _words(text: Json) -> str:
    """Slack's mrkdwn as far as the product writes it; Slack has `&`, `<` and `>` escaped."""
    raw = str(text.get("text", ""))
    for entity, sign in (("&lt;", "\x01"), ("&gt;", "\x02"), ("&amp;", "\x03")):
        raw = raw.replace(entity, sign)
    shown = _LINK.sub(r'<a href="\1">\2</a>', escape(raw))
    shown = _BOLD.sub(r"<b>\1</b>", shown) if text.get("type") == "mrkdwn" else shown
    return shown.replace("\x01", "&lt;").replace("\x02", "&gt;").replace("\x03", "&amp;")


def _chart(chart: Json) -> str:
    """The chart's figures as bars, one row a category of the first series."""
    points = [point for one in chart.get("series", [])[:1] for point in one.get("data", [])]
    most = max((abs(float(point["value"])) for point in points), default=0) or 1
    rows = "".join(
        f"<tr><th>{escape(str(point['label']))}</th><td>"
        f'<meter min="0" max="{most}" value="{abs(float(point["value"]))}"></meter>'
        f" {escape(str(point['value']))}</td></tr>"
        for point in points
    )
    return f"<table>{rows}</table>"
