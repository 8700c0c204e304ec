"""Words that say nothing of what a text is about: articles, pronouns, prepositions, helping verbs.

Written out here by class of word; they are of the language, not of a collection.
"""

ENGLISH = """a an the this that these those some any each every no not nor or and but if then than
so as at by for from in into of off on onto out over per to toward under up upon with within without
about above after again against all also am are be because been before being below between both can
could did do does doing done during few had has have having he her here hers him his how i is it its
itself just may me might more most must my of only other our ours own same shall she should such
their theirs them there they through too us very was we were what when where which while who whom
whose why will would you your yours"""
FRENCH = """le la les l un une des du de d à au aux en dans par pour sur sous vers avec sans entre
chez et ou où mais donc or ni car que qu qui quoi dont ce c cet cette ces il ils elle elles on nous
vous je j tu me m te t se s lui leur leurs y ne n pas plus moins très tout toute tous toutes même
mêmes son sa ses mon ma mes ton ta tes notre nos votre vos est sont était être été ai as a avons ont
avoir avait fait si comme quand comment pourquoi quel quelle quels quelles aussi afin lors"""
SPANISH = """el la los las lo un una unos unas de del al a en por para con sin sobre entre hasta
desde hacia y e o u
ni pero sino que quien quienes cual cuales cuyo como cuando donde si no más menos muy
ya se su sus mi mis tu tus nuestro nuestra nos les le me te es son era ser sido está están estar ha
han haber había hay este esta estos estas ese esa eso esto aquel también porque qué cómo cuándo"""
ARABIC = """في من إلى على عن مع هذا هذه ذلك تلك التي الذي الذين أن إن كان كانت يكون أو و ثم لا ما لم
لن قد كل بعض بين عند حتى بعد قبل هو هي هم كما أي"""
RUSSIAN = """и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только
ее мне было вот от меня еще нет о из ему теперь когда даже ну ли если уже или ни быть был него до
вас нибудь вам ведь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была
сам чтоб без будто чего раз тоже себе под будет при этот того этого какой"""
STOPWORDS = {
    "en": frozenset(ENGLISH.split()),
    "fr": frozenset(FRENCH.split()),
    "es": frozenset(SPANISH.split()),
    "ar": frozenset(ARABIC.split()),
    "ru": frozenset(RUSSIAN.split()),
}
