"""Where the text is cut and what is put there. Callers check what comes out; see `operations`."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import yaml

from todoke.core.procedures.editing import writing
from todoke.core.procedures.editing.order import place_of
from todoke.core.procedures.editing.source import At, Source, no_such_place, pair_of

Span = tuple[int, int]


def put(source: Source, at: At, value: Any) -> str:
    """Set or replace; missing mappings on the way become part of the value."""
    node = source.node(at)
    if node is not None:
        return _replace(source, at, node, value)
    above = source.node(at[:-1])
    if isinstance(above, yaml.MappingNode) and above.value:
        return _add_key(source, at, above, value)
    if isinstance(above, yaml.SequenceNode):
        raise no_such_place(at)
    if not at[:-1]:
        return _at_the_end(source, f"{writing.scalar(str(at[-1]))}:{writing.after(value, 0)}")
    return put(source, at[:-1], {at[-1]: value})


def _replace(source: Source, at: At, node: yaml.Node, value: Any) -> str:
    start, end = node.start_mark.index, source.end(node)
    if not at:
        return _spliced(source, (start, end), writing.tall(value, 0))
    if _in_flow(source, at[:-1]):
        gap = " " if start == end and source.text[start - 1] == ":" else ""
        return _spliced(source, (start, end), gap + writing.inline(value))
    key = source.key(at)
    if key is None:
        return _spliced(source, (start, end), writing.entry(value, node.start_mark.column))
    colon = source.text.index(":", source.end(key)) + 1
    if start == end or _is_block(node) or writing.is_tall(value):
        return _spliced(source, (colon, max(end, colon)), writing.after(value, key.start_mark.column))
    return _spliced(source, (start, end), writing.inline(value))


def _add_key(source: Source, at: At, above: yaml.MappingNode, value: Any) -> str:
    pairs = above.value
    place = place_of(str(at[-1]), [key.value for key, _ in pairs])
    before = source.end(pairs[place - 1][1])
    if above.flow_style:
        return _spliced(source, (before, before), f", {writing.scalar(str(at[-1]))}: {writing.inline(value)}")
    column = above.start_mark.column
    line = " " * column + f"{writing.scalar(str(at[-1]))}:{writing.after(value, column)}"
    return _after_line(source, before, line)


def _at_the_end(source: Source, line: str) -> str:
    gap = "" if not source.text or source.text.endswith("\n") else "\n"
    return f"{source.text}{gap}{line}\n"


def drop(source: Source, at: At) -> str:
    above = source.node(at[:-1])
    if isinstance(above, yaml.MappingNode):
        return _drop_key(source, above, str(at[-1]))
    if isinstance(above, yaml.SequenceNode) and isinstance(at[-1], int):
        return _drop_item(source, above, at[-1])
    raise no_such_place(at)


def _drop_key(source: Source, above: yaml.MappingNode, name: str) -> str:
    place = [key.value for key, _ in above.value].index(name)
    key, value = above.value[place]
    if above.flow_style:
        return _spliced(source, _flow_cut(source, [(k, v) for k, v in above.value], place), "")
    end = source.line_end(source.end(value))
    if source.begins_line(key.start_mark.index):
        return _spliced(source, (source.with_comments(key.start_mark.index), end), "")
    following = above.value[place + 1][0].start_mark.index  # the first key, behind a dash
    comments = source.text[end : source.line_start(following)]
    dash = source.line_start(key.start_mark.index)
    return source.text[:dash] + comments + source.text[dash : key.start_mark.index] + source.text[following:]


def _drop_item(source: Source, above: yaml.SequenceNode, place: int) -> str:
    if above.flow_style:
        return _spliced(source, _flow_cut(source, [(one, one) for one in above.value], place), "")
    chunks = _chunks(source, above)
    start, end = chunks[place]
    if place + 1 < len(chunks):
        end = chunks[place + 1][0]
    elif place:
        start = chunks[place - 1][1]
    return _spliced(source, (start, end), "")


def _flow_cut(source: Source, pairs: list[tuple[yaml.Node, yaml.Node]], place: int) -> Span:
    """One part of {…} or […] with the comma that is too many then."""
    start, end = pairs[place][0].start_mark.index, source.end(pairs[place][1])
    if place + 1 < len(pairs):
        return start, pairs[place + 1][0].start_mark.index
    return (source.end(pairs[place - 1][1]), end) if place else (start, end)


def insert(source: Source, at: At, value: Any) -> str:
    """`at` ends with the place in a list that has items."""
    above, place = source.node(at[:-1]), at[-1]
    if not isinstance(above, yaml.SequenceNode) or not isinstance(place, int):
        raise no_such_place(at)
    if not 0 <= place <= len(above.value):
        raise no_such_place(at)
    if above.flow_style:
        return _insert_flow(source, above, place, writing.inline(value))
    column = above.start_mark.column
    chunk = " " * column + f"- {writing.entry(value, column + 2)}"
    return _insert_chunk(source, above, place, chunk)


def _insert_flow(source: Source, above: yaml.SequenceNode, place: int, written: str) -> str:
    if place < len(above.value):
        start = above.value[place].start_mark.index
        return _spliced(source, (start, start), f"{written}, ")
    end = source.end(above.value[-1])
    return _spliced(source, (end, end), f", {written}")


def _insert_chunk(source: Source, above: yaml.SequenceNode, place: int, chunk: str) -> str:
    """Whole lines; items that are set apart by blank lines stay so."""
    chunks = _chunks(source, above)
    gap = _gap(source, chunks)
    if place < len(chunks):
        start = chunks[place][0]
        return _spliced(source, (start, start), chunk + "\n" + gap)
    return _after_line(source, chunks[-1][1] - 1, gap + chunk)


def _gap(source: Source, chunks: list[Span]) -> str:
    if len(chunks) < 2:
        return ""
    between = source.text[chunks[0][1] : chunks[1][0]]
    return "\n" if between and not between.strip() else ""


def move(source: Source, at: At, to: int) -> str:
    """Within one list; what lies between the items stays in its place."""
    above, place = source.node(at[:-1]), int(at[-1])
    if not isinstance(above, yaml.SequenceNode):
        raise no_such_place(at)
    if above.flow_style:
        parts = [(one.start_mark.index, source.end(one)) for one in above.value]
    else:
        parts = _chunks(source, above)
    texts = [source.text[start:end] for start, end in parts]
    if not above.flow_style and not texts[-1].endswith(("\n", "\r")):
        texts[-1] += source.newline
    between = [source.text[one[1] : two[0]] for one, two in pairwise(parts)] + [""]
    texts.insert(to, texts.pop(place))
    mixed = "".join(text + gap for text, gap in zip(texts, between, strict=True))
    return source.text[: parts[0][0]] + mixed + source.text[parts[-1][1] :]


def copy(source: Source, at: At) -> str:
    """The item's own lines, without the comments above it, once more behind it."""
    above, place = source.node(at[:-1]), int(at[-1])
    if not isinstance(above, yaml.SequenceNode):
        raise no_such_place(at)
    item = above.value[place]
    start, end = item.start_mark.index, source.end(item)
    if above.flow_style:
        return _insert_flow(source, above, place + 1, source.text[start:end])
    chunk = source.text[source.line_start(start) : end]
    return _insert_chunk(source, above, place + 1, chunk)


def _chunks(source: Source, above: yaml.SequenceNode) -> list[Span]:
    """Each item of a block list with the comments right above it, in whole lines."""
    found: list[Span] = []
    for item in above.value:
        start = source.with_comments(item.start_mark.index)
        found.append((start, source.line_end(source.end(item))))
    return found


def _after_line(source: Source, place: int, lines: str) -> str:
    """New lines below the line of `place`."""
    end = source.line_end(place)
    gap = "" if source.text[:end].endswith(("\n", "\r")) else "\n"
    tail = "\n" if not gap else ""
    return _spliced(source, (end, end), gap + lines + tail)


def _spliced(source: Source, span: Span, written: str) -> str:
    start, end = span
    return source.text[:start] + written.replace("\n", source.newline) + source.text[end:]


def _in_flow(source: Source, at: At) -> bool:
    """Whether a thing lies between brackets, where everything stays on one line."""
    nodes = (source.node(at[:length]) for length in range(len(at) + 1))
    return any(getattr(node, "flow_style", False) for node in nodes)


def _is_block(node: yaml.Node) -> bool:
    if isinstance(node, yaml.ScalarNode):
        return node.style in {"|", ">"}
    return not getattr(node, "flow_style", False)


__all__ = ["copy", "drop", "insert", "move", "pair_of", "put"]
