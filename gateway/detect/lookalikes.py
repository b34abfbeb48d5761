"""Letters that look like Latin ones, and which. Law: written by .ci/lookalikes, never by hand; a change means registering again.

From Unicode TR39 confusables (Unicode License v3, https://www.unicode.org/license.txt; by way of confusable_homoglyphs 3.3.1, MIT) and
from the names of Latin letters. A key is a letter as compatibility decomposition and case folding leave it; both cases share one entry.
"""

from typing import Final

_SHAPES: Final = {
    "a": "\u0251\u03b1\u0430\u13aa\u15c5\u1d00\u1d8f\u237a\u2c65\ua4ee\U000102a0\U00016f40\U0001f150\U0001f170",
    "aa": "\ua733",
    "ae": "\u00e6\u04d5",
    "ao": "\ua735",
    "ar": "\U0001f707",
    "au": "\ua737",
    "av": "\ua739\ua73b",
    "ay": "\ua73d",
    "b": (
        "\u0180\u0183\u0185\u0253\u0299\u03b2\u0432\u044c\u13cf\u13f4\u1472\u15af\u15f7\u1d6c\u1d80\ua4d0"
        "\ua797\ua7b5\U00010282\U000102a1\U00010301\U0001f151\U0001f171"
    ),
    "bl": "\u044b",
    "c": (
        "\u0188\u023c\u0255\u0441\u13df\u1d04\u2ca5\ua4da\ua793\ua794\U000102a2\U00010302\U0001043d\U0001051c\U000118f2\U0001df1d"
        "\U0001f152\U0001f172\U0001f74c"
    ),
    "d": (
        "\u00f0\u0111\u018c\u0221\u0256\u0257\u0501\u13a0\u13e7\u146f\u15de\u15ea\u1d05\u1d6d\u1d81\u1d91"
        "\ua4d2\ua4d3\ua7c8\U0001f153\U0001f173"
    ),
    "dz": "\u02a3",
    "e": (
        "\u0247\u0259\u03b5\u0435\u04bd\u13ac\u1d07\u1d92\u212e\u2c78\u2d39\ua4f0\uab32\uab34\U00010286\U000118c6"
        "\U000118ce\U0001f154\U0001f174"
    ),
    "f": (
        "\u0192\u03dd\u0584\u15b4\u1d6e\u1d82\u1e9d\ua4dd\ua730\ua799\uab35\U00010287\U000102a5\U00010525\U000118c2\U0001d213"
        "\U0001f155\U0001f175"
    ),
    "g": "\u018d\u01e5\u0260\u0261\u0262\u029b\u050d\u0581\u13c0\u13f3\u1d83\ua4d6\ua7a1\U0001f156\U0001f176",
    "h": ("\u0127\u0266\u029c\u03b7\u043d\u04bb\u0570\u13bb\u13c2\u157c\u2c68\u2c8f\ua4e7\ua795\U000102cf\U0001f157\U0001f177"),
    "i": "\u0131\u0268\u0269\u026a\u03b9\u0456\u04cf\u13a5\u1d7b\u1d96\u2373\ua647\U000118c3\U0001df1a\U0001f158\U0001f178",
    "j": "\u0237\u0249\u025f\u0284\u029d\u03f3\u0458\u13ab\u148d\u1d0a\ua4d9\U0001f159\U0001f179",
    "k": ("\u0138\u0199\u03ba\u043a\u13e6\u16d5\u1d0b\u1d84\u2c6a\u2c95\ua4d7\ua741\ua743\ua745\ua7a3\U00010518\U0001f15a\U0001f17a"),
    "l": (
        "\u0142\u019a\u01c0\u0234\u026b\u026c\u026d\u029f\u13de\u14aa\u16c1\u1d0c\u1d85\u23fd\u2c61\u2c93"
        "\u2cd1\u2d4f\ua4e1\ua4f2\ua749\ua78e\uab37\uab38\uab39\U0001028a\U00010309\U00010320\U00010443\U00010526\U000118d2\U00016f16"
        "\U00016f28\U0001d22a\U0001df04\U0001df11\U0001df13\U0001f15b\U0001f17b"
    ),
    "ll": "\u01c1",
    "lo": "\u044e",
    "ls": "\u02aa",
    "lz": "\u02ab",
    "m": ("\u0271\u03bc\u03fb\u043c\u13b7\u15f0\u16d6\u1d0d\u1d6f\u1d86\u2c99\ua4df\uab3a\U000102b0\U00010311\U0001f15c\U0001f17c"),
    "mb": "\U0001f76b",
    "n": ("\u014b\u019e\u0235\u0272\u0273\u0274\u0578\u057c\u1d70\u1d87\u2c9b\ua4e0\ua791\ua7a5\uab3b\U00010513\U0001f15d\U0001f17d"),
    "o": (
        "\u00f8\u03bf\u03c3\u043e\u0585\u10ff\u12d0\u1d0f\u1d11\u2c7a\u2c9f\u2d54\u3007\ua4f3"
        "\ua74b\ua74d\uab3d\U00010292\U000102ab\U0001042c\U000104ea\U00010516\U000118c8\U000118d5\U000118d7\U0001df1b\U0001f15e\U0001f17e"
    ),
    "oe": "\u0153",
    "oo": "\ua699\ua74f",
    "p": ("\u01a5\u03c1\u0440\u13e2\u146d\u1d18\u1d71\u1d7d\u1d88\u2374\u2ca3\ua4d1\ua751\ua753\ua755\U00010295\U0001f15f\U0001f17f"),
    "q": "\u024b\u02a0\u051b\u0563\u0566\u2d55\ua757\ua759\ua7af\U0001f160\U0001f180",
    "qe": "\U0001f700",
    "r": (
        "\u024d\u027c\u027d\u027e\u0280\u0433\u13a1\u13b1\u13d2\u1587\u1d26\u1d72\u1d73\u1d89\u2c85\ua4e3"
        "\ua7a7\uab46\uab47\uab48\uab49\U000104dc\U00016f35\U0001d216\U0001df16\U0001f161\U0001f181"
    ),
    "rn": "\U00011700",
    "s": (
        "\u01bd\u023f\u0282\u0455\u057f\u13d5\u13da\u1d74\u1d8a\ua4e2\ua731\ua7a9\ua7ca\U00010296\U00010448\U000118c1"
        "\U00016f3a\U0001df1e\U0001f162\U0001f182"
    ),
    "sss": "\U0001f75c",
    "t": (
        "\u0167\u01ab\u01ad\u0236\u0288\u03c4\u0442\u13a2\u1d1b\u1d75\u2c66\u2ca7\ua4d4\U00010297\U000102b1\U00010315"
        "\U00016f0a\U0001df09\U0001f163\U0001f183\U0001f768"
    ),
    "tf": "\ua777",
    "th": "\u00fe",
    "ts": "\u02a6",
    "u": ("\u03c5\u057d\u1200\u144c\u1d1c\u1d7e\u1d99\ua4f4\ua79f\ua7b9\uab4e\uab52\U000104f6\U000118d8\U00016f42\U0001f164\U0001f184"),
    "ue": "\u1d6b",
    "uo": "\uab63",
    "v": (
        "\u028b\u03bd\u0475\u13d9\u142f\u1d20\u1d8c\u2c71\u2c74\u2d38\ua4e6\ua6df\ua75f\U0001051d\U00011706\U000118c0"
        "\U00016f08\U0001d20d\U0001f165\U0001f185"
    ),
    "vb": "\U0001f76c",
    "w": "\u026f\u0461\u051d\u0561\u13b3\u13d4\u1d21\u2c73\ua4ea\U0001170a\U0001170e\U0001170f\U000118ef\U0001f166\U0001f186",
    "x": (
        "\u03c7\u0445\u1541\u157d\u166d\u16b7\u1d8d\u2573\u2cad\u2d5d\ua4eb\uab53\uab56\uab57\uab58\uab59"
        "\U00010290\U000102b4\U00010317\U00010322\U00010527\U000118ec\U0001f167\U0001f187"
    ),
    "y": (
        "\u01b4\u024f\u0263\u028f\u03b3\u0443\u04af\u10e7\u13a9\u13bd\u1eff\u2ca9\ua4ec\uab5a\U000102b2\U000118dc"
        "\U00016f43\U0001f168\U0001f188"
    ),
    "z": ("\u01b6\u0225\u0240\u0290\u0291\u03b6\u13c3\u1d22\u1d76\u1d8e\u2c6c\ua4dc\U000102f5\U000118c4\U000118c9\U0001f169\U0001f189"),
}

LOOKALIKES: Final = {character: latin for latin, characters in _SHAPES.items() for character in characters}
"""Folded character -> what it looks like, in lower-case ASCII letters."""
