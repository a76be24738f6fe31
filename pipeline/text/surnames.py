"""Chinese personal names: surnames, the characters that given names are made of, and what is written in foreign ones.

The package's one list of surnames: whoever asks whether a word may begin a name asks here.
"""

from functools import cache, lru_cache
from typing import Final

from pipeline.text.segmentation import person_names, word_frequencies

_COMPOUND: Final = (
    "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 东方 夏侯 端木 司徒 司空 长孙 宇文 独孤 南宫 轩辕 澹台"
    " 公冶 宗政 濮阳 淳于 单于 太史 申屠 仲孙 钟离 闻人 赫连 呼延 完颜 纳兰 叶赫 爱新觉罗"
    " 百里 东郭 西门 东门 左丘 梁丘 拓跋 万俟 范姜 张简"
    " 鲜于 夹谷 东野 谷梁 公羊 公西 乐正 巫马 漆雕 段干 羊舌 微生 闾丘 太叔 归海 哥舒 宰父 公良 富察 钮祜禄 瓜尔佳 佟佳"
)
COMPOUND_SURNAMES: Final = tuple(_COMPOUND.split())
SINGLE_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕"
    "聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边"
    "闫鄢晏佘佟阚臧冼仇宫应荣敖巫明冷喻戚滕骆党滑丘苟简雍宗岑麻全古狄褚储占宇商楚池练宓郎沙初隆尚邬蒲缪饶刁郜阙桑晁占揭郗娄匡付艾"
)
# Seldom, or words of their own so often that more has to speak for a name.
RARE_SURNAMES: Final = (
    "粟蔺幸鹿蓝蒙农木普刀杭过乐衣原贡巴桓伊湛卓蔚旷"
    "亓逄仝虞訾仉谌逯笪璩衡亢麦窦奚酆卞平禹贝计伏谈茅危昝支经裘宣贲诸钮嵇荀羊於惠封芮羿汲邴糜松井富乌弓牧隗山蓬仰秋仲栾暴钭厉戎祖符束"
    "韶蓟印宿怀邰鄂索咸籍屠阴胥苍闻莘劳姬扶堵宰郦郤濮寿扈燕冀郏浦瞿充慕连茹习宦鱼容慎戈庾终暨居步弘广禄殳沃利夔师巩厍"
    "融毋乜养鞠须丰巢蒯相荆竺权盖廉皮元穆米宋谯揣青矫苑展门邸宛矣么海水花云麴缑妫佴郇仵禤乜苌芈姒嬴鄞"
    "朴赫国昌年满漆撒由虎战税随信南代泰凤依晋闪迟尉秘哈底铁官蒿职冮续言忻勾勇修邝雒浮肇智玄恽仙兀玉钦羽靖德昃鄯卯冶呙锡郄户"
)
SURNAMES: Final = (*COMPOUND_SURNAMES, *dict.fromkeys(SINGLE_SURNAMES + RARE_SURNAMES))
_SINGLE: Final = frozenset(SINGLE_SURNAMES + RARE_SURNAMES)

# What given names are made of, most of them by far; a word that begins like a surname is rarely made of these alone.
GIVEN: Final = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文志国海春梅晓小永辉峰鹏飞宇浩轩子梓涵欣怡诗雨佳雪琳萍玲燕莉丹颖洁"
    "倩婷慧琴云莲真环爱妹香月莺媛瑞凡嘉琼勤珍贞叶璧璐娅琦晶妍茜秋珊莎锦黛青婉娴瑾露瑶馨荣竹凝仁义兴良山贵福生龙元全胜学祥才发武新"
    "利清彬富顺信昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江亮政谦亨奇固之轮翰朗伯宏言"
    "若鸣朋斌梁栋维启克伦翔旭泽晨辰士以家致树炎德行时泰雄琛钧冠策腾楠榕风航弘树俊凯鑫淼森焱宁宸睿昊然阳毅恒铭皓锋钢铁柱大东南西北"
    "正世忠孝礼智廷广万金银宝财旺富根木水土田火石连长少喜来运友双冬夏年岁雷雪霜虹彩凤鸾娇娥巧淑惠美花荷菊桃杏枝蕾薇蓉菲芬芝芸茹"
    "茵莹萱葵蓓蕊冰波潮源渊深润涵淳滨沛泓洪渝沁沅涓淇池汉济浦满汝滔湘晖映晴景昭昱晔晋普智曼昕旋易昌显晟朝木本权柏桐桦梧楷槐榆彦彤影"
    "修保信倪健传伶佩依俪倍傲光允元兆兰冉凌凝力励勋化千卉卓印君呈周咏品哲唯善嗣喆圆坤城培基堂境壁夫央奎好如妮妙姗姣姝娣婵媚嫣嫦孟宜宣容"
    "寅寒寿尊尚尧岚岭岳峻崇嵩川巍帅帆希常干幼庚庭延开张彰征微徽忆念恩悦悠情愉意慈戈戎扬承拓捷授政敦斐斯方旦昂昆昶晏晓暄曦月朴李来杨"
    "松枫柔柳栩格棠椿楚榛歆毓民汀沐泉津洲浚涌清渤温湛溪滢漫澄澜激焕照煜熙燃爽牧珂珏珠珩班理琪琬琰瑄瑜璇璟甜生申男画畅皎盈益盼盛睦矜祎祖"
    "祺禄禹秉科程立竞童端笑筠简粤素紫红纯纲纶维绮缘羽翎翠耀聪肖能臣臻舒航艺芃芊苏苑苒苗茗荃莘菁萌葆蒙蓝蔓藜虎蝶衡裳西言诺谊谨谷豆豫"
    "贝贤赐赫超越跃路轶辛迅迎远迪逸逢道遥邈郁重野鉴钊钦钰铎铮锐锡镇镜长阔陆隽雁雅雯霁霄霆霏靖韬韵韶顺颂领颜风飒飘馥驰驹骁骏骞高魁鲁"
    "鸿鹃鹤麒麟麦黎默齐龄国胤粉彩改换弟引男招多仙贤赛润秋菜田麻牛狗强壮勉继绪仕业增加伍叁其为仲叔季伯孟任延亚非欧洋晋陕鲁冀辽吉黑京津沪"
    "一想原速胜起兵军战斗卫红旗革命忠党爱民建设解放援朝跃进兴农玫瑰琅琢甫存孚宪宗定官宾密将导岸岗峙巨师席帮幸庄康廉弼彭徐必思恺恕悟成戴扎招拥"
)
NEVER_GIVEN: Final = frozenset(
    "的了吗呢吧啊呀嘛哦哈着过是在没不我你您他她它们这那哪谁什怎也都就还又很把被让给跟从到去说讲问要个些做打接听看买卖借款贷钱元块号码卡证费息"
    "率额店厂司"
)
# Han characters that foreign and minorities' names are written with.
TRANSLITERATED: Final = frozenset(
    "阿艾买提古丽依木尔江布热孜扎合巴图苏娜格勒朝鲁其德仁卓玛次旦增西多吉达瓦桑央金平措罗顿珠尼加措才让旺久斯拉吐逊托乎提麦迪尔克别克"
    "萨马努尔赛买合木哈力克吾守孜亚森生肯帕提曼迪丽拜莱乌恩和毕力格宝音那仁高娃其其格敖登斯琴塔娜萨仁呼和额尔敦必力苏日娜日根特木鲁哈斯"
    "约翰史密斯迈克尔彼得玛丽安妮杰克汤姆露西大卫米歇尔索菲雅伊万诺夫琳达凯瑟琳贝蒂洛桑格列贡波白玛仓决拥措姆边罗索朗群培强巴丹巴"
    "奴恰色坎迈凯亥尤库帕热曼外甫也甘穆罕默德耶不都肉孜热合曼沙衣米吉提玉素甫伊斯坎比亚努汗蒙帖铁米萨兰妲旺姆伦贝特恰热拉海依力夏提阿里孜叶"
)
_SHORTEST_FOREIGN: Final = 3
_LONGEST_FOREIGN: Final = 10


@cache
def surname_of(name: str) -> str:
    """The surname that a text begins with, the compound before the single; empty where it begins with none."""
    return next((surname for surname in COMPOUND_SURNAMES if name.startswith(surname)), "") or (
        name[:1] if name[:1] in _SINGLE else ""
    )


def may_be_name(text: str, *, told: bool) -> bool:
    """Whether Han characters can be a whole name with its surname.

    told: the talk says in so many words that a name stands here (我叫…); else it must look like one by itself.
    """
    surname = surname_of(text)
    given = text[len(surname) :]
    if not surname or not 1 <= len(given) <= 2 or NEVER_GIVEN & set(given):
        return False
    usual = set(given) <= GIVEN
    return (usual or told) and (not is_word(text) or (told and usual))


@lru_cache(maxsize=65536)
def is_word(text: str) -> bool:
    """Whether the dictionary knows it (高兴, 程序员), and not as a person's name."""
    return bool(word_frequencies().get(text)) and text not in person_names()


def may_be_foreign_name(text: str, *, part: bool = False) -> bool:
    """Whether Han characters are mostly those that foreign and minorities' names are written with.

    part: one side of the point in such a name, which may be short, or a word.
    """
    if part:
        return all(letter in TRANSLITERATED for letter in text)
    if not _SHORTEST_FOREIGN <= len(text) <= _LONGEST_FOREIGN or is_word(text):
        return False
    if {"的", "了", "是", "吗"} & set(text) or text.endswith("不"):
        return False
    return sum(letter in TRANSLITERATED for letter in text) * 4 >= len(text) * 3
