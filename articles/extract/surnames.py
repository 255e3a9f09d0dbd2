"""Family names by which a Chinese person's name is told from other words, both scripts."""

from __future__ import annotations

_ONE = """
王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石
廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳
翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤
阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩
明佘池查麻苑迟邝封官谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿
國張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭潘於蔣葉蘇魏呂盧鐘鍾譚陸範賈韋鄒閻龍賀顧龔萬錢嚴湯溫齊喬龐顏莊聶魯歐關蘭寧紀畢單塗駱藍遊華
饒時農繆簡車項連蘆麥婁竇黨宮費衛應閔鄔邊師欒榮鄺談樂劉賴賴游
"""
_TWO = "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 端木 夏侯".split()
SINGLE = frozenset("".join(_ONE.split())) - frozenset("和时时位强权全海花支满盖明")
DOUBLE = frozenset(_TWO)


def is_chinese_name(text: str) -> bool:
    """Tell whether a text of Chinese characters may be a person's full name."""
    if "·" in text:
        return all(text.split("·"))
    if text[:2] in DOUBLE:
        return 3 <= len(text) <= 4  # noqa: PLR2004 - one or two characters of a given name
    return text[:1] in SINGLE and 2 <= len(text) <= 3  # noqa: PLR2004 - likewise
