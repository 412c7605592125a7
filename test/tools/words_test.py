#!/usr/bin/python3
"""One word for one thing, in both languages: what no text of the program says."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import po_file  # noqa: E402

# What is not said, and what is said instead.
ENGLISH = [
    (r"\bby itself\b", "automatic"),
    (r"\bAs the system\b", "System"),
    (r"\bpassword until now\b", "Current password"),
    (r"\bKeep this password\b", "Save password"),
    (r"\bbefore its date\b", "by its date: that day is a good one too"),
    (r"\bThis code\b", "This key"),
    (r"\bState\b(?= *$)", "Status"),
    (r"\bYour products\b", "Subscriptions"),
    (r"\b(?:CT|DT|SUB|KEY)-\d", "rules have numbers for programs"),
    (r"\b(?:ten|sub|usr|par)_", "ids are for programs"),
    (r"\b(?:one|1) licences\b", "a text for one, and one for several"),
]
SWEDISH = [
    (r"\btillstånd", "status"),
    (r"\bägda\b", "totalt"),
    (r"\btilldelat belopp", "beviljat belopp"),
    (r"\bkallas vid\b", "visas med sin referens"),
    (r"\bav sig själv", "automatiskt"),
    (r"\bkvar (?:i|under) (?:det här )?år", "under medlemsåret"),
    (r"\bprogrammets (?:operatör|administratör)", "programoperatören"),
    (r"\bprogramadministratör", "programoperatören"),
    (r"\bpröva", "prova"),
    (r"\bännu\b", "än"),
    (r"\binget hittat", "inga träffar"),
    (r"\bden 1 ", "a text for one"),
    (r"\bmasskredit", "årskredit"),
    (r"\b(?:CT|DT|SUB|KEY)-\d", "rules have numbers for programs"),
]

# A member of JSON is a field in Swedish; a person may be a member.
JSON_MEMBER = re.compile(r"\bmember(?:s)? (?:listed|that|twice|once)\b|this member|each member")
# The last day on which something can be used, and the last on which it was.
LAST_USED = re.compile(r"\blast used\b", re.IGNORECASE)


def faults(texts):
    """What of (English, Swedish) says a thing in other words than the rest."""
    found = []
    for english, swedish in texts:
        found += [(english, instead) for pattern, instead in ENGLISH
                  if re.search(pattern, english)]
        found += [(swedish, instead) for pattern, instead in SWEDISH
                  if re.search(pattern, swedish, re.IGNORECASE)]
        if JSON_MEMBER.search(english) and "medlem" in swedish:
            found.append((swedish, "fält"))
        if LAST_USED.search(english) and "använd senast" in swedish:
            found.append((swedish, "senast använd"))
    return found


class Words(unittest.TestCase):
    def test_no_text_uses_another_word(self):
        entries = po_file.parse((ROOT / "po/sv.po").read_text(encoding="utf-8"))
        texts = [(entry.msgid, entry.msgstr) for entry in entries if entry.msgid]
        self.assertGreater(len(texts), 1000)
        self.assertEqual(faults(texts), [])

    def test_the_sample_programme_says_the_same(self):
        data = (ROOT / "data/sample-programme.json").read_text(encoding="utf-8")
        names = re.findall(r'"nameSv": "([^"]+)"', data)
        self.assertEqual(faults([("", name) for name in names]), [])

    def test_another_word_is_found(self):
        planted = [("Granted by itself", "Beviljad"), ("Status", "Tillstånd"),
                   ("Send each member once.", "Skicka varje medlem en gång."),
                   ("last used {time}", "använd senast {time}"),
                   ("Bulk credit", "Masskredit"), ("Rule CT-1", "Regel")]
        self.assertEqual(len(faults(planted)), len(planted))


if __name__ == "__main__":
    unittest.main()
