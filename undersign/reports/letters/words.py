"""The sentences of a letter that are ours, in both languages, so that their reading level can be checked.

Braces hold what one letter fills in. `signers` and `names` are written for many: a letter has five names at least.
"""

from dataclasses import dataclass

from undersign.reports.letters.letter import Kind, Language


@dataclass(frozen=True)
class Words:
    """All that a letter says, besides what its members wrote."""

    undersigned: str
    sender: str
    to: str
    opening: str
    asks: str
    by: str
    reasons: str
    reply: str
    answer: str
    answer_here: str
    steps: str
    steps_opening: str
    step: dict[Kind, str]
    step_when: str
    names: str
    names_order: str
    unshown: str
    annex: str
    annex_title: str
    sealed: tuple[str, ...]
    figures: str
    listed: str
    level: str
    opened: str
    opened_on: str
    evidence: str
    evidence_opening: str
    check: str
    checking: str
    scan: str
    go: str
    record: str
    code: str
    page: str
    rehearsal: str
    rehearsal_note: str


ENGLISH = Words(
    undersigned="The undersigned",
    sender="{opened} peer support workers of {workplace}",
    to="To",
    opening=(
        "We do peer support at {workplace}. {opened} of the {listed} of us who could sign this letter did so. "
        "Our names stand below. We speak as one."
    ),
    asks="What we ask",
    by="By {day}",
    reasons="Why we ask",
    reply="Your answer",
    answer="Please answer each point in writing by {day}.",
    answer_here="Your answer can stand next to this letter, where all can read it. This link is yours and works once:",
    steps="If the answer is no, or none",
    steps_opening="Then we take the next step. Each step is signed the same way as this letter.",
    step={
        "meet": "We come to see you, all at once.",
        "file": "We file a complaint, all at once.",
        "funder": "We write to those who fund this work.",
        "press": "We tell the press.",
        "walkout": "We vote on a walkout.",
    },
    step_when="On {day}, if {number} or more of us sign for it",
    names="Signed",
    names_order="{opened} names, in the order of the alphabet.",
    unshown="Some signs in {number} of these texts could not be set here, and stand as codes in brackets.",
    annex="Annex",
    annex_title="How this letter was made, and how to check it",
    sealed=(
        "Nobody signed first. Each of us signed alone. Each name was sealed at once, on the phone of its owner.",
        (
            "There was one rule, set before the first of us signed: if {level} or more sign, our names open at once. "
            "If not, no name opens, ever. So no one had to go ahead, and no one could be picked out."
        ),
        (
            "While the names were sealed, those who run the site could not read them. The key is split into parts. "
            "Some of those who hold a part must join to open a name. The page below says who they are."
        ),
    ),
    figures="In figures",
    listed="Could sign",
    level="Had to sign",
    opened="Signed",
    opened_on="Names opened on",
    evidence="What we found",
    evidence_opening="These figures come from sealed surveys. They were opened as totals, never one by one.",
    check="Check it",
    checking="Anyone can check that no name was added, changed or left out later.",
    scan="Scan the code, or go to this page:",
    go="Go to this page:",
    record="It holds the sealed record of this letter. It also says what a check can not show.",
    code="A code to scan. It leads to {address}",
    page="{page} / {pages}",
    rehearsal="Rehearsal",
    rehearsal_note="This is a rehearsal. Do not take this letter or its names for real ones.",
)

SPANISH = Words(
    undersigned="Quienes firman",
    sender="{opened} personas que dan apoyo entre pares en {workplace}",
    to="Para",
    opening=(
        "Damos apoyo entre pares en {workplace}. De las {listed} personas que podían firmar esta carta, firmamos "
        "{opened}. Nuestros nombres van abajo. Hablamos con una sola voz."
    ),
    asks="Lo que pedimos",
    by="Para el {day}",
    reasons="Por qué lo pedimos",
    reply="Su respuesta",
    answer="Le pedimos que responda a cada punto por escrito, a más tardar el {day}.",
    answer_here="Su respuesta puede ir junto a esta carta, a la vista de todos. Este enlace es suyo y sirve una vez:",
    steps="Si la respuesta es no, o no hay",
    steps_opening="Entonces damos el paso que sigue. Cada paso se firma igual que esta carta.",
    step={
        "meet": "Vamos a verle, todos a la vez.",
        "file": "Ponemos una queja, todos a la vez.",
        "funder": "Escribimos a quienes pagan este trabajo.",
        "press": "Hablamos con la prensa.",
        "walkout": "Votamos si dejamos de trabajar.",
    },
    step_when="El {day}, si lo firmamos {number} o más",
    names="Firman",
    names_order="{opened} nombres, en el orden del alfabeto.",
    unshown="Unos signos de {number} de estos textos no se pudieron poner aquí. Van como códigos entre corchetes.",
    annex="Anexo",
    annex_title="Cómo se hizo esta carta y cómo se comprueba",
    sealed=(
        "Nadie firmó primero. Cada quien firmó a solas, y cada nombre se selló al momento, en el teléfono de su dueño.",
        (
            "Hubo una sola regla, puesta antes de la primera firma: si firman {level} o más, los nombres se abren a la "
            "vez. Si no, no se abre ni uno, nunca. Así nadie tuvo que ir delante, y a nadie se le pudo señalar."
        ),
        (
            "Con los nombres sellados, quienes llevan el sitio no los podían leer. La llave está partida. Para abrir "
            "un nombre hacen falta varias de las personas que tienen una parte. La página de abajo dice quiénes son."
        ),
    ),
    figures="En cifras",
    listed="Podían firmar",
    level="Tenían que firmar",
    opened="Firmaron",
    opened_on="Se abrieron los nombres el",
    evidence="Lo que vimos",
    evidence_opening="Estas cifras vienen de encuestas selladas. Se abrieron solo las sumas, nunca cada respuesta.",
    check="Compruebe la carta",
    checking="Cualquiera puede ver que después no se puso, cambió ni quitó ningún nombre.",
    scan="Lea el código o abra esta página:",
    go="Abra esta página:",
    record="Ahí está el registro sellado de esta carta. También dice lo que no se puede comprobar.",
    code="Un código para leer con el teléfono. Lleva a {address}",
    page="{page} / {pages}",
    rehearsal="Ensayo",
    rehearsal_note="Esto es un ensayo. Ni la carta ni sus nombres son de verdad.",
)

WORDS: dict[Language, Words] = {"en": ENGLISH, "es": SPANISH}
