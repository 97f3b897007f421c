"""What a new procedure begins from: nothing, one of the catalogue, a published one, or a copy of either."""

from __future__ import annotations

from dataclasses import dataclass

from todoke.catalogue import shipped
from todoke.core.errors import Refused
from todoke.core.lexicon.text import clean_text
from todoke.core.procedures.editing import put
from todoke.core.procedures.naming import fresh_id
from todoke.core.procedures.subjects import text_of
from todoke.core.procedures.yaml_tree import YamlFault, read_tree
from todoke.core.refusal import N_, Refusal
from todoke.office.staff.models import Section
from todoke.office.studio.editing import Beginning
from todoke.office.studio.models import Base, Work
from todoke.office.studio.overlays import from_catalogue, from_revision
from todoke.office.studio.queries import newest_of, newest_revisions

LONGEST_TITLE = 80
EMPTY = """\
# 新しい手続。YAMLを直接書いてもかまいません。書いた順番とコメントは、フォームで直しても残ります。
procedure: new_procedure
title:
  ja: 新しい手続
summary:
  ja: （どんなときに使う手続かを、1〜2文で書いてください）
law:
  - （根拠になる条例や規則の名前と、その条を書いてください）
act: 申請
who: [self]
section: ""
assurance:
  identity: 0
  authentication: 0
  reason:
    ja: （本人確認の強さをこう決めた理由を書いてください）
standard_days:
  value: null
  source: （標準処理期間をだれがどこで決めたかを書いてください）

steps:
  - step: applicant
    title: {ja: あなたのこと, plain: あなたの こと, en: About you}
    fields:
      - field: applicant_name
        type: person_name
        label: {ja: 氏名, plain: あなたの 名前, en: Your full name}
        with_kana: true
        kana_optional: true
        autocomplete: name
      - field: applicant_address
        type: postal_address
        label: {ja: 住所, plain: 住所, en: Your address}
        autocomplete: street-address
      - field: applicant_phone
        type: phone
        label: {ja: 電話番号, plain: 電話番号, en: Phone number}
        autocomplete: tel

outcomes:
  認める: {meaning: granted, label: {ja: 認める, plain: いいです, en: Granted}}
  認めない: {meaning: refused, label: {ja: 認めない, plain: できません, en: Refused}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """`source` is "empty", "catalogue:ltc_card" or "revision:ltc_card"; `copy`: under a name of its own."""

    source: str
    title: str = ""
    english: str = ""
    """Also names it in addresses: Register a dog → register_a_dog."""
    section: Section | None = None
    copy: bool = False


def title_of(text: str) -> str:
    """A procedure's Japanese name, however broken the rest is."""
    try:
        tree = read_tree(text).value
    except YamlFault:
        return ""
    found = text_of(tree.get("title")) if isinstance(tree, dict) else None
    return found.ja if found else ""


def beginning(wish: Wish) -> Beginning:
    """Refused where the source is not there, or a new name is missing."""
    kind, _, name = wish.source.partition(":")
    if kind == Base.EMPTY:
        return _named(Beginning(procedure="procedure", text=EMPTY, base=Base.EMPTY), wish)
    begun = _found(kind, name, section=wish.section)
    if wish.copy:
        return _named(Beginning(procedure=name, text=begun.text, base=Base.COPY), wish)
    return begun


def _found(kind: str, name: str, *, section: Section | None) -> Beginning:
    if kind == Base.CATALOGUE and name in shipped():
        return from_catalogue(name, section)
    newest = newest_of(name) if kind == Base.REVISION and name in newest_revisions() else None
    if newest is None:
        raise Refused(_no_source())
    return from_revision(newest)


def _named(begun: Beginning, wish: Wish) -> Beginning:
    """Under an id nobody has, with the title its author gave."""
    title = clean_text(wish.title, multiline=False)[:LONGEST_TITLE]
    if not title:
        raise Refused(
            Refusal(
                code="studio.new.untitled", message=N_("Give the new procedure a name, such as “犬の登録”.")
            )
        )
    taken = {*shipped(), *newest_revisions(), *Work.objects.values_list("procedure", flat=True)}
    id = fresh_id(wish.english or begun.procedure, taken)
    words = {"ja": title, "en": clean_text(wish.english, multiline=False)[:LONGEST_TITLE]}
    text = put(begun.text, ("procedure",), id)
    text = put(text, ("title",), {language: word for language, word in words.items() if word})
    if wish.section:
        text = put(text, ("section",), wish.section.name)
    return Beginning(procedure=id, text=text, base=begun.base, section=wish.section)


def _no_source() -> Refusal:
    return Refusal(
        code="studio.new.no-source",
        message=N_("Choose what the new procedure begins from; this one is not there."),
    )
