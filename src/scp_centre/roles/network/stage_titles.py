"""What the nine stages of a match are called."""

from scp_centre.methods.messages import p_
from scp_centre.methods.symbiosis import Stage

STAGE_TITLES = {
    Stage.LAW: p_("stage of a match", "Law"),
    Stage.COMPOSITION: p_("stage of a match", "Composition"),
    Stage.STATE: p_("stage of a match", "Physical state"),
    Stage.CODE: p_("stage of a match", "Waste code"),
    Stage.SYNONYMS: p_("stage of a match", "Synonyms"),
    Stage.TEXT: p_("stage of a match", "Description"),
    Stage.SEASON: p_("stage of a match", "Season"),
    Stage.DISTANCE: p_("stage of a match", "Distance"),
    Stage.MONEY: p_("stage of a match", "Money"),
}
