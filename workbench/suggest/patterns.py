"""What names, dates, numbers and quotations look like: tables and patterns of the candidates."""

from __future__ import annotations

import regex

from workbench.offsets import UNSPACED

# Quotations: never over a line break, at most 1000 code points.
_SPACE_OR_OPEN = r"(?<![^\s(\[{—–\-“‘„«「])"
QUOTATION = regex.compile(
    r"“[^“”„\n\r]{1,1000}”|„[^„“”\n\r]{1,1000}[“”]|«[^«»\n\r]{1,1000}»|»[^«»\n\r]{1,1000}«"
    r"|「[^「」\n\r]{1,1000}」|『[^『』\n\r]{1,1000}』|《[^《》\n\r]{1,1000}》|〈[^〈〉\n\r]{1,1000}〉"
    r"|‘(?=\S)(?:[^‘’“”\n\r]|(?<=\w)’(?=\w)){1,300}’(?!\w)"
    rf'|{_SPACE_OR_OPEN}"(?=\S)[^"\n\r]{{1,1000}}(?<=\S)"(?!\w)'
    rf"|{_SPACE_OR_OPEN}'(?=\w)(?:[^'“”\n\r]|(?<=\w)'(?=\w)){{1,200}}'(?!\w)",
)
NAME_IN_QUOTES = regex.compile(r"[“‘\"'«„](\p{Lu}[\w.-]*(?: [\w.-]+){1,5})(?<= \p{Lu}[\w.-]*)[”’\"'»“]")

# Dates.
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]?\d)(?:st|nd|rd|th)?"
_CALENDAR = (
    rf"(?:{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR})?|{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?"
    rf"|{_MONTH},? (?:of )?{_YEAR})"
)
_COUNT = (
    r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|several|a few|few|many|recent|a couple of)"
)
_PERIOD = (
    "(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|months?|quarters?|years?|decades?|century"
    "|centuries)"
)
_PART = "(?:morning|afternoon|evening|night)"
_ARABIC_MONTH = (
    "(?:يناير|فبراير|مارس|أبريل|إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
    "|كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول)"
)
_ARABIC_WEEKDAY = "(?:الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد)"
_HAN_DIGIT = "[〇零一二三四五六七八九十]"
DATE = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}])(?:"
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?|\d{1,2}[./]\d{1,2}[./]\d{4}"
    rf"|(?:{_WEEKDAY},? )?\(?{_CALENDAR}(?:(?<=\([^()]*)\))?"
    rf"|(?:(?:last|next|this) )?{_WEEKDAY}s?(?: \({_CALENDAR}\)|,? {_CALENDAR})?(?: {_PART})?"
    rf"|(?:(?:early|late|mid)[ -])?(?:{_CALENDAR}|{_YEAR}|{_MONTH}(?! \p{{Lu}}))"
    rf"|(?:the )?(?:(?:early|late|mid)[ -])?(?:1\d|20)\d0s|[’']\d0s"
    rf"|(?:spring|summer|autumn|winter)(?: of)? {_YEAR}"
    rf"|(?:every|each) (?:{_PERIOD}|{_WEEKDAY})"
    rf"|the (?:past|last|next|coming|previous)(?: {_COUNT})? {_PERIOD}|(?:last|next|this) {_PERIOD}"
    rf"|{_COUNT}[ -]{_PERIOD}(?: (?:ago|earlier|later))?|the (?:decades|centuries|years)"
    rf"|(?:this|yesterday|tomorrow) {_PART}|yesterday|today|tomorrow|tonight"
    r"|\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b\.?|[012]?\d:[0-5]\d"
    rf"|\p{{Nd}}{{1,2}} {_ARABIC_MONTH}(?: \p{{Nd}}{{4}})?|{_ARABIC_MONTH} \p{{Nd}}{{4}}"
    rf"|(?:يوم |مساء |صباح )?{_ARABIC_WEEKDAY}(?: الماضي| المقبل)?|أمس|غدا|غدًا"
    r"|العام (?:الماضي|الحالي|المقبل)|عام \p{Nd}{4}"
    r")(?![\p{L}\p{M}\p{N}])"
    r"|(?:\d{2,4}|[〇零一二三四五六七八九]{2,4})年(?:(?:1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2})月(?:底|初)?"
    rf"(?:(?:\d{{1,2}}|{_HAN_DIGIT}{{1,3}})[日号])?)?"
    rf"|(?:\d{{1,2}}|{_HAN_DIGIT}{{1,2}})月(?:(?:\d{{1,2}}|{_HAN_DIGIT}{{1,3}})[日号])?|\d{{1,2}}[日号](?=[，,上下晚至])"
    r"|(?:上|本|下)?(?:星期|周)[一二三四五六日天]|昨[天日晚]|今[天晚年]|明[天年]|去年|前年|(?:上|本|下)个?(?:周|月|季度)"
)

# Numbers, with what they count.
_FUNCTION = (
    r"(?!(?:of|and|in|to|or|the|a|an|at|on|for|by|from|with|as|is|are|was|were|has|had|that|when|after|out"
    r"|per)\b)"
)
_ABOUT = r"(?:(?:nearly|almost|about|around|roughly|some|over|more than|less than|at least|up to) )"
_HAN_UNIT = (
    "(?:人民币|万?美元|欧元|日元|元|公里|千米|平方公里|平方米|公顷|米|吨|公斤|千克|人次|人|名|位|个百分点|个|家|次|岁|项|辆|架|艘|台"
    "|件|座|所|倍|亿|万|小时|分钟|天|年|[%％])"
)
_ARABIC_NOUN = r"(?!(?:من|في|على|إلى|عن|مع|أن|التي|الذي|قال|بعد|قبل|كما|و)\b)\p{Arabic}+"
_DIGITS = r"\d[\d.,]*(?<=\d)"
_MANY = "(?:hundred|thousand|million|billion|trillion|crore|lakh|dozen)"
_ARABIC_DIGITS = r"\p{Nd}[\p{Nd}.,٫٬]*(?<=\p{Nd})"
_ARABIC_MANY = "(?:ألف|آلاف|مليون|ملايين|مليار|مليارات)"
_HAN_NUMBER = "[一二两三四五六七八九十百千万亿]"
NUMBER = regex.compile(
    r"(?<![\p{Latin}\p{Greek}\p{Cyrillic}\p{N}_][-–.,:/]?)(?:"
    rf"{_ABOUT}?[$€£¥₹]\s?{_DIGITS}(?: ?(?:{_MANY}|bn|mn?)\b)?"
    rf"|{_DIGITS}\s?[十百千万亿]*[多余]?{_HAN_UNIT}|{_DIGITS}[十百千万亿]+"
    rf"|{_ARABIC_DIGITS}\s?(?:٪|في المئة|في المائة|بالمئة|بالمائة)"
    rf"|{_ARABIC_DIGITS} {_ARABIC_MANY}\b(?: {_ARABIC_NOUN})?|{_ARABIC_DIGITS} {_ARABIC_NOUN}"
    rf"|{_ABOUT}?{_DIGITS}\s?%"
    rf"|{_ABOUT}?(?:{_DIGITS}(?:[ -]{_MANY})?|(?:{_FUNCTION}\p{{Ll}}+[ -])?{_MANY}s?\b)"
    rf"(?:[ -](?:per cent|percent|{_FUNCTION}\p{{Ll}}[\p{{Ll}}-]+))?"
    rf"|{_ARABIC_DIGITS}|{_ABOUT}?half|{_ABOUT}?(?:two|three) (?:thirds|quarters)"
    r")(?![\p{Latin}\p{N}])"
    rf"|{_HAN_NUMBER}*[十百千万亿]{_HAN_NUMBER}*[多余]?{_HAN_UNIT}"
)

# Capitalised runs; where no blanks part words they end with their script (NATO of NATOの).
_LETTERS, _SPACED = r"\p{L}\p{M}\p{N}", f"(?![{UNSPACED}])"
WORD = (
    r"(?:\p{Lu}\.){2,}|People[’']s(?= \p{Lu})"
    rf"|[\p{{Lu}}\p{{Lt}}](?:{_SPACED}[{_LETTERS}&]|[-.‑](?={_SPACED}[{_LETTERS}])|[’'](?=\p{{L}})(?!s\b))*+"
)
_JOINT = (
    "(?: of(?: the)?| de(?: la| los| las)?| del| du| des| da| dos| di| von(?: der)?| van(?: der| den)?"
    "| bin| ibn| al| y| &)?"
)
RUN = regex.compile(rf"(?<!{_SPACED}[{_LETTERS}_’'])(?:{WORD})(?:{_JOINT}[ \u00a0-](?:{WORD})){{0,9}}")
CAPITALISED = regex.compile(WORD)
# Katakana over middle dots: how Japanese writes the full name of a foreigner
DOTTED = regex.compile("[\u30a1-\u30fa\u30fc]{2,}(?:[\u30fb\uff65][\u30a1-\u30fa\u30fc]{2,})+")
_SITE = (
    "(?:government|parliament|army|navy|air force|military|police|embassy|ministry|court|authorities|press)"
)
_OCCASION = (
    "(?:meeting|summit|conference|election|elections|festival|war|championships?|games|forum|talks|pandemic)"
)
EXTENSION = regex.compile(
    rf"(?:(?: \(\p{{Lu}}[\p{{Lu}}\p{{N}}-]+\))?(?: (?:{WORD})[’']?)* {_OCCASION}"
    rf"|(?: (?:foreign|defence|defense|finance))? {_SITE})\b"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set(
    """
    Admiral Ambassador Captain Chairman Chairwoman Chancellor Chief Colonel Commissioner Congressman
    Director Dr General Governor Judge Justice King Lady Lieutenant Lord Major Mayor Minister Ministers Miss
    Mr Mrs Ms Pope Premier President Presidents Prince Princess Prof Professor Queen Representative
    Secretary Senator Sergeant Sir Spokesman Spokesperson Spokeswoman
    """
)
BEFORE_TITLES = _set(
    """
    Acting Affairs Attorney Defence Defense Deputy Education Energy Executive External Finance First Foreign
    Former Health Home Interior Prime Trade Vice
    """
)
FUNCTION_WORDS = _set(
    """
    aber als am an auch auf aus bei das dem den der des die dies diese ein eine er es für im in ist mit nach seit sie
    über und von vor war was wenn wie wir zu  au aux avec ce ces cette dans depuis elle elles en et il ils la le les
    mais nous on par pas pour sur un une  el él ella ellos en es esta este las los no para pero por se si su una y
    а без в во вы для до за и из как когда кто мы на не но о об он она они от по при с со так то что это эта этот я

    a about above according across after again against all almost along already also although always among
    an and another any anyone are as at back be because been before being below between both but by can
    could did do does don't down during each either enough even every everyone few finally first five for
    four from further given had has have he he's hence her here hers his how however i i'm if in indeed
    instead into is it it's its just last later least less like many may me meanwhile might more moreover
    most much must my neither never nevertheless next no nobody none nor not nothing now of off officials
    often on once one only or other others our out over own perhaps rather reports said same says second see
    several she she's should since six so some someone somewhere soon still such ten than thanks that that's
    the their theirs them then there there's therefore these they they're third this those though three
    through thus to today together tomorrow too two under unless until up us very was we we're were what
    what's when where whether which while who whoever whom whose why will with within without would yes
    yesterday yet you your
    """
)
# Never names, wherever they stand.
EVERYWHERE = _set(
    """
    I I'd I'll I'm I've I’d I’ll I’m I’ve OK
    """
)

# Where nothing of all this can begin, windows are passed over.
POSSIBLE = regex.compile(
    r"[\p{Lu}\p{Lt}\p{Nd}\"“‘„«»「『《〈$€£¥₹]|(?<!\p{L})'|[年月]|星期|周[一二三四五六日天]|[昨今明去前][天日晚年]"
    r"|[\u30a1-\u30fa\u30fc][\u30fb\uff65]"
    rf"|{_HAN_NUMBER}*[十百千万亿]{_HAN_UNIT}|أمس|غد|{_ARABIC_MONTH}|{_ARABIC_WEEKDAY}|العام|عام"
    rf"|\b(?:half|yesterday|today|tomorrow|tonight|{_MANY}s?|{_COUNT}[ -]{_PERIOD}|(?:this|tomorrow) {_PART}"
    rf"|(?:last|next|this|the|every|each|past|coming) (?:\w+ )?{_PERIOD})\b"
)
