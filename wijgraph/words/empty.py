"""What is said where there is nothing to show: all sentences about silence stand here.

Which of them holds is decided in ``queries.empty``.
"""

EMPTY: dict[str, dict[str, str]] = {
    "empty_silent": {"nl": "De bron zwijgt hierover.", "en": "The source is silent on this."},
    "empty_nothing": {
        "nl": "Hierover is in dit dossier niets vastgelegd. Dat wil niet zeggen dat de bron "
        "erover zwijgt.",
        "en": "Nothing on this is recorded in this dossier. That does not mean that the source is "
        "silent on it.",
    },
    "empty_unknown": {
        "nl": "Dit komt in dit dossier niet voor: {}.",
        "en": "This does not occur in this dossier: {}.",
    },
    "empty_lacking": {
        "nl": "Dossiers die deze naam niet kennen: {}.",
        "en": "Dossiers that do not know this name: {}.",
    },
    "empty_rows": {"nl": "Geen rijen.", "en": "No rows."},
    "empty_false": {"nl": "Nee.", "en": "No."},
    "empty_reason": {"nl": "Reden: {}.", "en": "Reason: {}."},
    "gaps_none": {
        "nl": "Hierover is geen leemte opgeschreven. Dat wil niet zeggen dat alles bekend is.",
        "en": "No gap has been noted about this. That does not mean that everything is known.",
    },
}
